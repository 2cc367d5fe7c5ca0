package trackline.device;

import java.util.Locale;

/** What a bot is for: the closed list of values that the column {@code bot_purpose} can have. */
public enum BotPurpose {
  /** It fills the index of a search engine, an assistant's too. */
  SEARCH,
  /** It gathers texts that a model learns from. */
  TRAINING,
  /** It fetches a page for an assistant, because somebody asked. */
  ASSISTANT,
  /** It looks whether a site is up, fast and valid. */
  MONITORING,
  /** It makes the preview of a link that somebody shared. */
  PREVIEW,
  /** A browser that a program drives, or a kit for crawlers. */
  AUTOMATION,
  /** A library or a tool that sends requests: also what servers report for their visitors by. */
  HTTP_CLIENT,
  OTHER;

  /** The value in the column, for example {@code http client}. */
  public String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static BotPurpose of(String value) {
    return valueOf(value.toUpperCase(Locale.ROOT).replace(' ', '_'));
  }
}
