package trackline.device;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import ua_parser.OS;
import ua_parser.Parser;
import ua_parser.UserAgent;

/** Reads user agents by the rules of ua-parser, and gives its names one spelling a product. */
final class UserAgents {
  private static final Parser PARSER = UaParserRules.parser();

  private static final Map<String, String> OS_NAMES =
      Map.ofEntries(
          Map.entry("Mac OS X", "macOS"),
          Map.entry("Mac OS", "macOS"),
          Map.entry("Chrome OS", "ChromeOS"),
          Map.entry("ATV OS X", "tvOS"),
          Map.entry("Web0S", "webOS"),
          Map.entry("Ubuntu", "Linux"),
          Map.entry("Debian", "Linux"),
          Map.entry("Fedora", "Linux"),
          Map.entry("Red Hat", "Linux"),
          Map.entry("CentOS", "Linux"),
          Map.entry("SUSE", "Linux"),
          Map.entry("Gentoo", "Linux"),
          Map.entry("Arch Linux", "Linux"));

  private static final Map<String, String> BROWSER_NAMES =
      Map.ofEntries(
          Map.entry("IE", "Internet Explorer"),
          Map.entry("IE Mobile", "Internet Explorer"),
          Map.entry("Mobile Safari", "Safari"),
          Map.entry("Mobile Safari UI/WKWebView", "Safari"),
          Map.entry("Chrome Mobile", "Chrome"),
          Map.entry("Chrome Mobile iOS", "Chrome"),
          Map.entry("Chrome Mobile WebView", "Chrome"),
          Map.entry("Firefox Mobile", "Firefox"),
          Map.entry("Firefox iOS", "Firefox"),
          Map.entry("Edge Mobile", "Edge"),
          Map.entry("Opera Mobile", "Opera"));

  private UserAgents() {}

  static Device read(String userAgent) {
    OS os = PARSER.parseOS(userAgent);
    String osName = name(os.family, OS_NAMES);
    String osVersion = SystemVersion.of(osName, version(os), userAgent);
    Bot bot = Bots.in(userAgent);
    if (bot != null) {
      return new Device(
          DeviceClass.BOT, osName, osVersion, bot.name(), bot.version(userAgent), bot);
    }
    UserAgent browser = PARSER.parseUserAgent(userAgent);
    return new Device(
        DeviceClass.of(userAgent, osName),
        osName,
        osVersion,
        name(browser.family, BROWSER_NAMES),
        version(browser),
        null);
  }

  private static @Nullable String name(String family, Map<String, String> spelling) {
    return family.equals("Other") ? null : spelling.getOrDefault(family, family);
  }

  private static @Nullable String version(OS os) {
    return dotted(os.major, os.minor, os.patch);
  }

  private static @Nullable String version(UserAgent browser) {
    return dotted(browser.major, browser.minor, browser.patch);
  }

  /** The parts up to the first that is missing. */
  private static @Nullable String dotted(@Nullable String... parts) {
    StringBuilder version = new StringBuilder();
    for (String part : parts) {
      if (part == null || part.isEmpty()) {
        break;
      }
      version.append(version.isEmpty() ? "" : ".").append(part);
    }
    return version.isEmpty() ? null : version.toString();
  }
}
