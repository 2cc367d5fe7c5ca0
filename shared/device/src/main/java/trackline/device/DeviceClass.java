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
  /** A crawler, a headless browser or an HTTP client: flagged, never dropped. */
  BOT,
  /** A client that does not say what it runs on, or no user agent at all. */
  OTHER;

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
   * @param osName the system's name, where it is known
   */
  static DeviceClass of(String userAgent, @Nullable String osName) {
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
