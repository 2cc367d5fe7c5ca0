package trackline.device;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The version of a system as far as it can be known. Browsers froze what they say of it: the same
 * text stands for that version and for all later ones.
 */
final class SystemVersion {
  /** Safari's own version is that of iOS; from 26 on the system's text stays at 18. */
  private static final Pattern SAFARI =
      Pattern.compile("\\bVersion/(\\d{1,4})((?:\\.\\d{1,4}){0,2})");

  private static final int FIRST_FROZEN_SAFARI = 26;

  private SystemVersion() {}

  /** The version that is told, or null where it may be any later version too. */
  static @Nullable String of(@Nullable String osName, @Nullable String told, String userAgent) {
    if (osName == null || told == null) {
      return null;
    }
    return switch (osName) {
      case "iOS" -> ofIos(told, userAgent);
      case "macOS" -> unless(told.equals("10.15") || told.equals("10.15.7"), told);
      case "Windows" -> unless(told.equals("10"), told);
      case "Android" -> unless(userAgent.contains("Android 10; K)"), told);
      case "ChromeOS" -> unless(told.startsWith("14541."), told);
      default -> told;
    };
  }

  private static @Nullable String unless(boolean frozen, String told) {
    return frozen ? null : told;
  }

  private static @Nullable String ofIos(String told, String userAgent) {
    if (!told.equals("18") && !told.startsWith("18.")) {
      return told;
    }
    Matcher safari = SAFARI.matcher(userAgent);
    if (safari.find()) {
      boolean frozen = Integer.parseInt(safari.group(1)) >= FIRST_FROZEN_SAFARI;
      return frozen ? safari.group(1) + safari.group(2) : told;
    }
    return unless(told.equals("18.6") || told.equals("18.7"), told);
  }
}
