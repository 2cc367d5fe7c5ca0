package trackline.aws;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

  private final LabelledSecrets secrets;
  private final Configuration configuration;

  /**
   * Takes the secrets that a function's configuration names.
   *
   * @param configuration one that requires {@link #VARIABLES}
   */
  public Keys(LabelledSecrets secrets, Configuration configuration) {
    this.secrets = secrets;
    this.configuration = configuration;
  }

  /**
   * Checks the key in a request's Authorization header, Bearer or Basic with the key as user name.
   *
   * @return the key's label, or nothing when the request has no Authorization header
   * @throws Refusal 401 for an unknown key, 403 for a key of another kind
   */
  public Optional<String> label(HttpRequest request, Kind wanted) {
    return key(request).map(key -> label(key, wanted));
  }

  /**
   * The key in a request's Authorization header, whichever it is.
   *
   * @throws Refusal 401 when there is such a header, and no key in it
   */
  public static Optional<String> key(HttpRequest request) {
    if (!request.hasHeader("authorization")) {
      return Optional.empty();
    }
    return Optional.of(
        request
            .header("authorization")
            .flatMap(Keys::credentials)
            .orElseThrow(
                () ->
                    Refusal.unauthorized("The Authorization header holds no Bearer or Basic key")));
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
                    "Give a key of the kind " + wanted.word() + ": Authorization: Bearer KEY"));
  }

  /**
   * Checks a key that came elsewhere than in a header.
   *
   * @throws Refusal 401 for an unknown one, 403 for a key of another kind
   */
  public String label(String key, Kind wanted) {
    return find(key, wanted).orElseThrow(() -> refusal(key, wanted));
  }

  /** The label of a key of a kind, for whoever must not tell an unknown one from another kind's. */
  public Optional<String> find(String key, Kind kind) {
    return secrets.find(configuration.get(kind.secretVariable()), LabelledSecrets.equalTo(key));
  }

  /** The keys of a kind, for whoever has to keep them out of what is written somewhere. */
  public Set<String> all(Kind kind) {
    return Set.copyOf(secrets.values(configuration.get(kind.secretVariable())));
  }

  private Refusal refusal(String key, Kind wanted) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind != wanted && find(key, kind).isPresent())
        .findFirst()
        .map(
            kind ->
                Refusal.forbidden(
                    "This call takes a key of the kind %s; the given one is of the kind %s"
                        .formatted(wanted.word(), kind.word())))
        .orElseGet(() -> Refusal.unauthorized("The key is unknown"));
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
}
