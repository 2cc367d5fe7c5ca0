package trackline.aws;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a table's stream: {@code arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL}. A
 * stream that is disabled and enabled again has another one.
 *
 * @param text the whole of it
 * @param table the table's name
 * @param label when the stream was enabled
 */
public record StreamArn(String text, String table, String label) {
  private static final Pattern FORM =
      Pattern.compile("arn:[^:]+:dynamodb:[^:]+:[^:]+:table/([A-Za-z0-9_.-]+)/stream/(.+)");

  /** Reads one; nothing where the text is none. */
  public static Optional<StreamArn> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(new StreamArn(text, parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  /** When the stream was enabled, where the label tells. */
  public Optional<Instant> enabledAt() {
    try {
      return Optional.of(LocalDateTime.parse(label).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
