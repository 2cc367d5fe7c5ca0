package trackline.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Secrets of the one form that the stack's have: a JSON object of labels and values, of which every
 * value is valid, so that values rotate side by side. They are fetched on first use, which on AWS
 * is after a SnapStart restore, and again after 5 minutes, so that a revoked value dies.
 */
public final class LabelledSecrets {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Duration CACHE = Duration.ofMinutes(5);

  private record Fetched(Map<String, String> values, Instant at) {}

  private final SecretsManagerClient secrets;
  private final Clock clock;
  private final Map<String, Fetched> cache = new HashMap<>();

  public LabelledSecrets(SecretsManagerClient secrets, Clock clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /** The values of a secret by their labels; what is blank or no text is none. */
  public synchronized Map<String, String> values(String secretId) {
    @Nullable Fetched known = cache.get(secretId);
    Instant now = clock.instant();
    if (known == null || known.at().plus(CACHE).isBefore(now)) {
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
