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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.event.Sha256;
import trackline.http.HttpRequest;
import trackline.http.Refusal;

/**
 * The keys that open the doors: one secret per kind, a JSON object of label and key, of which every
 * value is valid. They are fetched on first use, which on AWS is after a SnapStart restore, and
 * again after 5 minutes, so that a revoked key dies.
 */
public final class Keys {
  /** What a key is good for. */
  public enum Kind {
    WRITE,
    READ,
    AUDIT;

    String secretVariable() {
      return name() + "_KEYS_SECRET";
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The environment variables that name the secrets. */
  public static final List<String> VARIABLES =
      Arrays.stream(Kind.values()).map(Kind::secretVariable).toList();

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Duration CACHE = Duration.ofMinutes(5);

  @SuppressWarnings("ArrayRecordComponent") // compared in constant time only
  private record Key(Kind kind, String label, byte[] digest) {}

  private record Ring(List<Key> keys, Instant fetchedAt) {}

  private final SecretsManagerClient secrets;
  private final Map<Kind, String> secretIds;
  private final Clock clock;
  private @Nullable Ring ring;

  public Keys(SecretsManagerClient secrets, Configuration configuration, Clock clock) {
    this.secrets = secrets;
    this.secretIds =
        Map.of(
            Kind.WRITE, configuration.get(Kind.WRITE.secretVariable()),
            Kind.READ, configuration.get(Kind.READ.secretVariable()),
            Kind.AUDIT, configuration.get(Kind.AUDIT.secretVariable()));
    this.clock = clock;
  }

  /**
   * Checks the key in a request's Authorization header, Bearer or Basic with the key as user name.
   *
   * @return the key's label, or nothing when the request has no Authorization header
   * @throws Refusal 401 for an unknown key, 403 for a key of another kind
   */
  public Optional<String> label(HttpRequest request, Kind wanted) {
    if (!request.hasHeader("authorization")) {
      return Optional.empty();
    }
    String key =
        request
            .header("authorization")
            .flatMap(Keys::credentials)
            .orElseThrow(
                () ->
                    Refusal.unauthorized("The Authorization header holds no Bearer or Basic key"));
    return Optional.of(label(key, wanted));
  }

  /**
   * Checks the key in a request's header, which must be there.
   *
   * @throws Refusal 401 for none or an unknown one, 403 for a key of another kind
   */
  public String requireLabel(HttpRequest request, Kind wanted) {
    return label(request, wanted)
        .orElseThrow(
            () ->
                Refusal.unauthorized(
                    "Give a " + wanted.word() + " key: Authorization: Bearer KEY"));
  }

  /**
   * Checks a key that came elsewhere than in a header.
   *
   * @throws Refusal 401 for an unknown one, 403 for a key of another kind
   */
  public String label(String key, Kind wanted) {
    byte[] digest = digest(key);
    @Nullable Key found = null;
    for (Key candidate : current()) {
      // Every candidate is compared, each in constant time, so that time tells nothing of a key.
      if (MessageDigest.isEqual(candidate.digest(), digest)
          && (found == null || candidate.kind() == wanted)) {
        found = candidate;
      }
    }
    if (found == null) {
      throw Refusal.unauthorized("The key is unknown");
    }
    if (found.kind() != wanted) {
      throw Refusal.forbidden(
          "This call takes a key of the kind "
              + wanted.word()
              + "; the given one is of the kind "
              + found.kind().word());
    }
    return found.label();
  }

  private static Optional<String> credentials(String header) {
    int blank = header.indexOf(' ');
    if (blank < 0) {
      return Optional.empty();
    }
    String value = header.substring(blank + 1).strip();
    return switch (header.substring(0, blank).toLowerCase(Locale.ROOT)) {
      case "bearer" -> Optional.of(value);
      case "basic" -> basicUser(value);
      default -> Optional.empty();
    };
  }

  private static Optional<String> basicUser(String base64) {
    try {
      String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return Optional.of(colon < 0 ? pair : pair.substring(0, colon));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private synchronized List<Key> current() {
    Instant now = clock.instant();
    if (ring == null || ring.fetchedAt().plus(CACHE).isBefore(now)) {
      ring = new Ring(fetch(), now);
    }
    return ring.keys();
  }

  private List<Key> fetch() {
    List<Key> keys = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      String secretId = secretIds.get(kind);
      String json = secrets.getSecretValue(request -> request.secretId(secretId)).secretString();
      parse(kind, json)
          .properties()
          .forEach(
              member ->
                  keys.add(new Key(kind, member.getKey(), digest(member.getValue().asText()))));
    }
    return List.copyOf(keys);
  }

  private static JsonNode parse(Kind kind, String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      // The cause is left out: its message quotes the secret.
      throw new IllegalStateException(
          "The secret of the " + kind.word() + " keys is no JSON object of labels and keys");
    }
  }

  private static byte[] digest(String key) {
    return Sha256.of(key.getBytes(StandardCharsets.UTF_8));
  }
}
