package trackline.aws;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import trackline.event.Sha256;
import trackline.http.HttpRequest;
import trackline.http.Refusal;

/** The keys that open the doors: one secret per kind, of which every value is a valid key. */
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

  @SuppressWarnings("ArrayRecordComponent") // compared in constant time only
  private record Key(Kind kind, String label, byte[] digest) {}

  private final LabelledSecrets secrets;
  private final Map<Kind, String> secretIds;

  public Keys(LabelledSecrets secrets, Configuration configuration) {
    this.secrets = secrets;
    this.secretIds =
        Map.of(
            Kind.WRITE, configuration.get(Kind.WRITE.secretVariable()),
            Kind.READ, configuration.get(Kind.READ.secretVariable()),
            Kind.AUDIT, configuration.get(Kind.AUDIT.secretVariable()));
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

  private List<Key> current() {
    List<Key> keys = new ArrayList<>();
    secretIds.forEach(
        (kind, secretId) ->
            secrets
                .values(secretId)
                .forEach((label, key) -> keys.add(new Key(kind, label, digest(key)))));
    return keys;
  }

  private static byte[] digest(String key) {
    return Sha256.of(key.getBytes(StandardCharsets.UTF_8));
  }
}
