package trackline.integrity;

import java.util.Comparator;

/**
 * What tells one chain of digests from another.
 *
 * @param base what stands before the account in the keys
 * @param region where the digests were delivered from
 * @param homeRegion where the trail was created
 * @param backfill whether the digests are of log files that CloudTrail delivered again
 */
public record ChainName(
    String base, String account, String region, String trail, String homeRegion, boolean backfill)
    implements Comparable<ChainName> {

  private static final Comparator<ChainName> ORDER =
      Comparator.comparing(ChainName::base)
          .thenComparing(ChainName::account)
          .thenComparing(ChainName::region)
          .thenComparing(ChainName::trail)
          .thenComparing(ChainName::homeRegion)
          .thenComparing(ChainName::backfill);

  @Override
  public int compareTo(ChainName other) {
    return ORDER.compare(this, other);
  }
}
