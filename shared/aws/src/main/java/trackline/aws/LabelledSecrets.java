package trackline.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.event.Sha256;

/**
 * Secrets of the one form that the stack's have: a JSON object of labels and values, of which every
 * value is valid, so that values rotate side by side. They are fetched on first use, which on AWS
 * is after a SnapStart restore, and again after 5 minutes, so that a revoked value dies.
 */
public final class LabelledSecrets {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Duration CACHE = Duration.ofMinutes(5);
  private static final Duration RECENT = Duration.ofSeconds(15);

  private record Fetched(Map<String, String> values, Instant at) {}

  private final SecretsManagerClient secrets;
  private final Clock clock;
  private final Map<String, Fetched> cache = new HashMap<>();

  public LabelledSecrets(SecretsManagerClient secrets, Clock clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * The label of the value that passes a test. A value that was added a moment ago is found too:
   * where none passes, the secret is fetched once more, unless that was done within the last 15
   * seconds.
   *
   * @param test asked of every value, so that time tells nothing; it compares in constant time
   */
  public Optional<String> find(String secretId, Predicate<String> test) {
    Optional<String> found = find(values(secretId, CACHE), test);
    return found.isPresent() ? found : find(values(secretId, RECENT), test);
  }

  /** The valid values of a secret, so that they can be kept out of what is written somewhere. */
  Collection<String> values(String secretId) {
    return List.copyOf(values(secretId, CACHE).values());
  }

  private static Optional<String> find(Map<String, String> values, Predicate<String> test) {
    Optional<String> found = Optional.empty();
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (test.test(value.getValue())) {
        found = Optional.of(value.getKey());
      }
    }
    return found;
  }

  /**
   * A test for {@link #find} that compares in constant time, whatever the lengths. What is given
   * may be long, and is digested once, however many values there are.
   */
  public static Predicate<String> equalTo(String given) {
    byte[] digest = digest(given);
    return known -> MessageDigest.isEqual(digest(known), digest);
  }

  private static byte[] digest(String secret) {
    return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** The values of a secret by their labels; what is blank or no text is none. */
  private synchronized Map<String, String> values(String secretId, Duration age) {
    @Nullable Fetched known = cache.get(secretId);
    Instant now = clock.instant();
    if (known == null || known.at().plus(age).isBefore(now)) {
      known = new Fetched(fetch(secretId), now);
      cache.put(secretId, known);
    }
    return known.values();
  }

  private Map<String, String> fetch(String secretId) {
    String json = secrets.getSecretValue(request -> request.secretId(secretId)).secretString();
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : parse(secretId, json).properties()) {
      JsonNode value = member.getValue();
      if (value.isTextual() && !value.textValue().isBlank()) {
        values.put(member.getKey(), value.textValue());
      }
    }
    return values;
  }

  private static JsonNode parse(String secretId, String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      // The cause is left out: its message quotes the secret.
      throw new IllegalStateException(
          "The secret " + secretId + " is no JSON object of labels and values");
    }
  }
}
