package trackline.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import trackline.integrity.PublicKeys;
import trackline.integrity.Stretch;

/** CloudTrail's public keys of a period, asked for in the region of the digest. */
final class TrailKeys implements PublicKeys {

  private static final Duration MARGIN = Duration.ofDays(1);

  private final Stretch period;
  private final Map<String, Map<String, byte[]>> regions = new HashMap<>();

  TrailKeys(Stretch period) {
    this.period = period;
  }

  @Override
  public Optional<byte[]> find(String region, String fingerprint) {
    return Optional.ofNullable(regions.computeIfAbsent(region, this::ask).get(fingerprint));
  }

  /** Up to now: a digest of what was delivered late has a key of when it was made. */
  private Map<String, byte[]> ask(String region) {
    Map<String, byte[]> keys = new HashMap<>();
    try (CloudTrailClient cloudTrail =
        CloudTrailClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .region(Region.of(region))
            .build()) {
      cloudTrail
          .listPublicKeysPaginator(
              ask -> ask.startTime(period.from().minus(MARGIN)).endTime(Instant.now()))
          .publicKeyList()
          .forEach(key -> keys.put(key.fingerprint(), key.value().asByteArray()));
    }
    return keys;
  }
}
