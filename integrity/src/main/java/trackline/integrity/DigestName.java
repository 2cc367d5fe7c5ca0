package trackline.integrity;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a digest's key says: whose it is, and when its hour ended. */
record DigestName(ChainName chain, Instant end, String key) {

  private static final Pattern KEY =
      Pattern.compile(
          "(?<base>.*/)(?<account>\\d{12})/CloudTrail-Digest/(?<region>[a-z0-9-]+)/\\d{4}/\\d{2}/\\d{2}/"
              + "\\k<account>_CloudTrail-Digest_\\k<region>_(?<trail>[^/]+)_(?<home>[a-z0-9-]+)_"
              + "(?<end>\\d{8}T\\d{6}Z)(?<backfill>_backfill)?\\.json\\.gz");

  /** The name of a key; empty where it is none of a digest. */
  static Optional<DigestName> of(String key) {
    Matcher match = KEY.matcher(key);
    if (!match.matches()) {
      return Optional.empty();
    }
    return CompactTime.read(match.group("end")).map(end -> new DigestName(chain(match), end, key));
  }

  private static ChainName chain(Matcher match) {
    return new ChainName(
        match.group("base"),
        match.group("account"),
        match.group("region"),
        match.group("trail"),
        match.group("home"),
        match.group("backfill") != null);
  }
}
