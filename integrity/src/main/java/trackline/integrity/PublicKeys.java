package trackline.integrity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The public keys by which digests are checked. CloudTrail has its own in each region. */
@FunctionalInterface
public interface PublicKeys {

  /** A key by its fingerprint, encoded in DER; empty where it is not known. */
  Optional<byte[]> find(String region, String fingerprint);

  /** These keys and others. */
  default PublicKeys or(PublicKeys others) {
    return (region, fingerprint) ->
        find(region, fingerprint).or(() -> others.find(region, fingerprint));
  }

  /** The keys in what {@code aws cloudtrail list-public-keys} prints. */
  static PublicKeys printed(JsonNode answer) {
    return listed(answer.path("PublicKeyList"), "Fingerprint", "Value");
  }

  /** The keys of a list of objects that hold a fingerprint, and the key in Base64. */
  static PublicKeys listed(JsonNode list, String fingerprint, String value) {
    Map<String, byte[]> keys = new HashMap<>();
    for (JsonNode key : list) {
      keys.put(key.path(fingerprint).asText(), Base64Text.bytes(key.path(value).asText()));
    }
    return (region, wanted) -> Optional.ofNullable(keys.get(wanted));
  }
}
