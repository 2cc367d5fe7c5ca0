package trackline.local;

import java.util.Map;
import trackline.engines.template.LocalNames;

/** The keys of a Trackline on this machine. They open nothing that is not on it. */
final class LocalKeys {
  static final String WRITE = "local-write";

  /** One of a page, which may write within the limits of a page. */
  static final String PAGE = "local-page";

  /** One that may write, and ask to forget a user. */
  static final String FORGET = "local-forget";

  static final String READ = "local-read";
  static final String AUDIT = "local-audit";

  /** The token in the webhook's path, and the secret that signs its bodies. */
  static final String SEGMENT = "local-segment";

  private static final String WRITE_KEYS =
      """
      {"local": "%s",
       "page": {"key": "%s", "rights": ["page"]},
       "forget": {"key": "%s", "rights": ["write", "forget"]}}"""
          .formatted(WRITE, PAGE, FORGET);

  private LocalKeys() {}

  /** The secrets as Secrets Manager would hold them, by their local names. */
  static Map<String, String> secrets() {
    return Map.of(
        LocalNames.of("WriteKeysSecret"), WRITE_KEYS,
        LocalNames.of("ReadKeysSecret"), secret(READ),
        LocalNames.of("AuditKeysSecret"), secret(AUDIT),
        LocalNames.of("SegmentTokensSecret"), secret(SEGMENT),
        LocalNames.of("SegmentSigningSecret"), secret(SEGMENT));
  }

  private static String secret(String key) {
    return "{\"local\":\"" + key + "\"}";
  }
}
