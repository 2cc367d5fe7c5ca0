package trackline.local;

import java.util.Map;
import trackline.local.stack.LocalNames;

/** The keys of a Trackline on this machine. They open nothing that is not on it. */
final class LocalKeys {
  static final String WRITE = "local-write";
  static final String READ = "local-read";
  static final String AUDIT = "local-audit";

  /** The token in the webhook's path, and the secret that signs its bodies. */
  static final String SEGMENT = "local-segment";

  private LocalKeys() {}

  /** The secrets as Secrets Manager would hold them, by their local names. */
  static Map<String, String> secrets() {
    return Map.of(
        LocalNames.of("WriteKeysSecret"), secret(WRITE),
        LocalNames.of("ReadKeysSecret"), secret(READ),
        LocalNames.of("AuditKeysSecret"), secret(AUDIT),
        LocalNames.of("SegmentTokensSecret"), secret(SEGMENT),
        LocalNames.of("SegmentSigningSecret"), secret(SEGMENT));
  }

  /** The environment that leads to them. */
  static Map<String, String> environment() {
    return Map.of(
        "WRITE_KEYS_SECRET", LocalNames.of("WriteKeysSecret"),
        "READ_KEYS_SECRET", LocalNames.of("ReadKeysSecret"),
        "AUDIT_KEYS_SECRET", LocalNames.of("AuditKeysSecret"));
  }

  private static String secret(String key) {
    return "{\"local\":\"" + key + "\"}";
  }
}
