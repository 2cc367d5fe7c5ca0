package trackline.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.MessageSourceError;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.format.Format;
import com.networknt.schema.keyword.FormatValidator;
import com.networknt.schema.path.NodePath;
import java.util.List;
import java.util.function.Supplier;

/**
 * A format that no longer text has. What json-schema-validator (2.0.8) does for an e-mail address
 * takes time by the square of its length: seconds for 8,000 characters, hours for what fits into an
 * event.
 *
 * @param format what judges shorter texts
 * @param longest the longest text that is asked of, in characters
 */
record BoundedFormat(Format format, int longest) implements Format {
  /** RFC 5321: 64 octets, the sign and 255 octets. */
  private static final int ADDRESS = 64 + 1 + 255;

  /** RFC 1035, without the length of its root. */
  private static final int HOST = 253;

  /** The formats, each bounded. */
  static List<Format> all(List<Format> formats) {
    return formats.stream().<Format>map(BoundedFormat::of).toList();
  }

  private static BoundedFormat of(Format format) {
    return new BoundedFormat(
        format,
        switch (format.getName()) {
          case "email", "idn-email" -> ADDRESS;
          case "hostname", "idn-hostname" -> HOST;
          default -> Patterns.LONGEST_TEXT;
        });
  }

  private boolean isTooLong(JsonNode value) {
    return value.isTextual()
        && value.textValue().codePointCount(0, value.textValue().length()) > longest;
  }

  @Override
  public String getName() {
    return format.getName();
  }

  @Override
  public String getMessageKey() {
    return format.getMessageKey();
  }

  @Override
  public boolean matches(
      ExecutionContext context,
      SchemaContext schema,
      JsonNode value,
      JsonNode root,
      NodePath place,
      boolean asserted,
      FormatValidator validator) {
    return !isTooLong(value)
        && format.matches(context, schema, value, root, place, asserted, validator);
  }

  @Override
  public void validate(
      ExecutionContext context,
      SchemaContext schema,
      JsonNode value,
      JsonNode root,
      NodePath place,
      boolean asserted,
      Supplier<MessageSourceError.Builder> message,
      FormatValidator validator) {
    if (isTooLong(value)) {
      Format.super.validate(context, schema, value, root, place, asserted, message, validator);
    } else {
      format.validate(context, schema, value, root, place, asserted, message, validator);
    }
  }
}
