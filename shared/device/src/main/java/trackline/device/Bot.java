package trackline.device;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that no person browses with.
 *
 * @param name what it calls itself; null where it only shows what it is
 * @param operator who runs it, of a tool that anybody can run who makes it; null where unknown
 */
public record Bot(@Nullable String name, @Nullable String operator, BotPurpose purpose) {

  /** Whether it may report for a person, as a server does: its events are not left out. */
  public boolean mayReport() {
    return purpose == BotPurpose.HTTP_CLIENT;
  }

  /** The version that a user agent has behind the bot's name. */
  @Nullable String version(String userAgent) {
    if (name == null) {
      return null;
    }
    Matcher version =
        Pattern.compile(
                Pattern.quote(name) + "[/ ]v?(\\d{1,9}(?:\\.\\d{1,9}){0,2})",
                Pattern.CASE_INSENSITIVE)
            .matcher(userAgent);
    return version.find() ? version.group(1) : null;
  }
}
