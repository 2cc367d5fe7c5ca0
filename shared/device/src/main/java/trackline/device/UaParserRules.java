package trackline.device;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import ua_parser.Parser;

/**
 * The rules of ua-parser for browsers and systems. Those for models of devices, two thirds of all,
 * are left out: nothing here asks for a model, and they take most of the time.
 */
final class UaParserRules {
  private static final String DEVICES = "device_parsers:";

  /** The rule for the app Phantom takes any app whose name ends in "android" for it. */
  private static final String ANY_ANDROID_APP = "(Phantom\\/ios|android)";

  private static final String PHANTOM_ONLY = "(Phantom\\/ios|Phantom\\/android)";

  private static final String BROWSERS = "user_agent_parsers:\n";

  /** Browsers that name themselves behind the one that they are made of. */
  private static final String OURS =
      """
        - regex: '(Ddg|DuckDuckGo)/(\\d+)(?:\\.(\\d+)|)'
          family_replacement: 'DuckDuckGo'
        - regex: ' (Brave)$'
        - regex: '\\b(OPT)/(\\d+)\\.(\\d+)'
          family_replacement: 'Opera'
        - regex: '\\((Ecosia) (?:android|ios)@(\\d+)\\.(\\d+)'
        - regex: '(FxiOS)/(\\d+)(?:\\.(\\d+)|)'
          family_replacement: 'Firefox'
      """;

  private UaParserRules() {}

  static Parser parser() {
    return new Parser(new ByteArrayInputStream(rules().getBytes(StandardCharsets.UTF_8)));
  }

  private static String rules() {
    try (InputStream rules =
        Objects.requireNonNull(Parser.class.getResourceAsStream("/ua_parser/regexes.yaml"))) {
      String all = new String(rules.readAllBytes(), StandardCharsets.UTF_8);
      return all.substring(0, all.indexOf("\n" + DEVICES))
              .replace(ANY_ANDROID_APP, PHANTOM_ONLY)
              .replace(BROWSERS, BROWSERS + OURS)
          + "\n"
          + DEVICES
          + " []\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
