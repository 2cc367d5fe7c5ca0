package trackline.engines.trail;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import trackline.engines.server.Loopback;

/**
 * What the signature of a request says of its caller.
 *
 * @param accessKeyId whose key signed it; absent where it is not signed
 */
record Caller(@Nullable String accessKeyId, String region) {
  private static final Pattern CREDENTIAL =
      Pattern.compile("Credential=([A-Za-z0-9_]{1,128})/\\d{8}/([a-z0-9-]{1,32})/");

  static Caller of(@Nullable String authorization) {
    Matcher credential = CREDENTIAL.matcher(authorization == null ? "" : authorization);
    return credential.find()
        ? new Caller(credential.group(1), credential.group(2))
        : new Caller(null, Loopback.REGION);
  }
}
