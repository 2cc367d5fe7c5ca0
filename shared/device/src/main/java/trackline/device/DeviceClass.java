package trackline.device;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kind of device: the closed list of values that the column {@code device_class} can have. */
public enum DeviceClass {
  DESKTOP,
  MOBILE,
  TABLET,
  TV,
  CONSOLE,
  /** A crawler, a headless browser or a script: flagged, never dropped. */
  BOT,
  /** A client that does not say what it runs on, or no user agent at all. */
  OTHER;

  /**
   * Words by which automated clients name themselves. A link to a page about the client is the
   * custom of all well-behaved ones; CUBOT makes telephones.
   */
  private static final Pattern AUTOMATED =
      Pattern.compile(
          "(?<!cu)bot\\b|spider|crawl|slurp|headless|phantomjs|lighthouse|externalhit|externalagent"
              + "|(?:chatgpt|claude|perplexity|mistralai)-user|\\+https?:",
          Pattern.CASE_INSENSITIVE);

  /** HTTP libraries of scripts. okhttp is none of them: telephone apps report through it. */
  private static final Pattern SCRIPT =
      Pattern.compile(
          "^(?:curl|wget|python|go-http-client|java/|apache-httpclient|axios|node|undici|got |postman"
              + "|insomnia|httpie|libwww|lwp|scrapy|aiohttp|ruby|faraday|guzzle|php)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern CONSOLES = Pattern.compile("PlayStation|Xbox|Nintendo");

  private static final Pattern TVS =
      Pattern.compile(
          "smart-?_?tv|web0s|netcast|hbbtv|apple ?tv|android ?tv|google ?tv|bravia|crkey|roku/|mitv"
              + "|mibox|viera|\\baft[a-z0-9]+|\\btv safari",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TABLETS =
      Pattern.compile("iPad|Tablet(?! PC)|Kindle|\\bKF[A-Z]{2,}|PlayBook|Silk/");

  private static final Pattern MOBILES =
      Pattern.compile(
          "Mobile|Android|iPhone|iPod|Windows Phone|BlackBerry|BB10|Opera Mini|Symbian");

  private static final Set<String> DESKTOP_SYSTEMS =
      Set.of("Windows", "macOS", "Linux", "ChromeOS", "FreeBSD", "OpenBSD", "NetBSD", "Solaris");

  /** The value in the column, for example {@code mobile}. */
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The class of a user agent. The library names models of telephones by the thousand but does not
   * say what kind of device they are, so this reads it from the words that vendors agree on.
   *
   * @param knownRobot whether the library knows the client as a robot
   */
  static DeviceClass of(String userAgent, @Nullable String osName, boolean knownRobot) {
    if (knownRobot || has(AUTOMATED, userAgent) || has(SCRIPT, userAgent)) {
      return BOT;
    }
    if (has(CONSOLES, userAgent)) {
      return CONSOLE;
    }
    if (has(TVS, userAgent)) {
      return TV;
    }
    if (has(TABLETS, userAgent) || isAndroidTablet(userAgent)) {
      return TABLET;
    }
    if (has(MOBILES, userAgent) || "iOS".equals(osName)) {
      return MOBILE;
    }
    return osName != null && DESKTOP_SYSTEMS.contains(osName) ? DESKTOP : OTHER;
  }

  /** Browsers on Android say Mobile on a telephone, and leave the word out on a tablet. */
  private static boolean isAndroidTablet(String userAgent) {
    return userAgent.startsWith("Mozilla")
        && userAgent.contains("Android")
        && !userAgent.contains("Mobile");
  }

  private static boolean has(Pattern pattern, String userAgent) {
    return pattern.matcher(userAgent).find();
  }
}
