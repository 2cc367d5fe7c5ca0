package trackline.device;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells bots from people: by the table of crawlers, and others by the words that they use. */
final class Bots {
  /**
   * Words by which automated clients name themselves. A link to a page about the client is the
   * custom of all well-behaved ones; CUBOT makes telephones.
   */
  private static final Pattern AUTOMATED =
      Pattern.compile(
          "(?<!cu)bot\\b|spider|crawl|slurp|headless|phantomjs|\\+https?:",
          Pattern.CASE_INSENSITIVE);

  /** Parts that name a site or a mailbox, and no program. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "\\+?(?:https?://|www\\.)[^\\s;,()]*|[^\\s;,()]*(?:@|\\.[a-z]{2,}/)[^\\s;,()]*");

  private static final Pattern BOT_NAME =
      Pattern.compile(
          "(?<![\\w./-])[a-z][\\w.-]*(?:bot|spider|crawler)[\\w-]*", Pattern.CASE_INSENSITIVE);

  private static final Pattern FIRST_NAME = Pattern.compile("^(?!Mozilla/)([A-Za-z][\\w.-]*)");

  private Bots() {}

  static @Nullable Bot in(String userAgent) {
    Bot known = Crawlers.ALL.find(userAgent);
    if (known != null) {
      return known;
    }
    return AUTOMATED.matcher(userAgent).find()
        ? new Bot(name(ADDRESS.matcher(userAgent).replaceAll(" ")), null, BotPurpose.OTHER)
        : null;
  }

  private static @Nullable String name(String words) {
    Matcher bot = BOT_NAME.matcher(words);
    if (bot.find()) {
      return bot.group();
    }
    Matcher first = FIRST_NAME.matcher(words);
    return first.find() ? first.group(1) : null;
  }
}
