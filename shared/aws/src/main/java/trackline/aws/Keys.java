package trackline.aws;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import trackline.http.HttpRequest;
import trackline.http.Refusal;

/**
 * The keys that open a function's doors: every value of the secret of their kind. A function knows
 * the keys of its own kind only, so that it can give away no others.
 */
public final class Keys {
  /** The kinds of keys, a secret each. */
  public enum Kind {
    WRITE(Right.WRITE),
    READ(Right.READ),
    AUDIT(Right.AUDIT);

    /** What a key may do of which its secret says no rights. */
    private final Right usual;

    Kind(Right usual) {
      this.usual = usual;
    }

    /** Whether a key opens the doors of this kind. */
    private boolean isOpenTo(Key key) {
      return key.may(usual) || (this == WRITE && key.may(Right.PAGE));
    }

    /** The environment variable that names the secret. */
    public String variable() {
      return name() + "_KEYS_SECRET";
    }

    /** The word for it, for example {@code write}. */
    String word() {
      return usual.word();
    }
  }

  private final LabelledSecrets secrets;
  private final String secretId;
  private final Kind kind;

  /**
   * Takes the secret of a kind.
   *
   * @param secretId as the {@linkplain Kind#variable() variable} of the kind names it
   */
  public Keys(LabelledSecrets secrets, String secretId, Kind kind) {
    this.secrets = secrets;
    this.secretId = secretId;
    this.kind = kind;
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
   * Checks the key in a request's Authorization header, Bearer or Basic with the key as user name,
   * which must be there.
   *
   * @throws Refusal 401 for none or an unknown one, 403 for one without the right
   */
  public Key require(HttpRequest request) {
    return require(
        key(request)
            .orElseThrow(
                () ->
                    Refusal.unauthorized(
                        "Give a key of the kind " + kind.word() + ": Authorization: Bearer KEY")));
  }

  /**
   * Checks a key.
   *
   * @throws Refusal 401 for an unknown one, 403 for one without the right
   */
  public Key require(String key) {
    return find(key)
        .orElseThrow(
            () ->
                Refusal.unauthorized(
                    "The key is unknown here: this call takes a key of the kind " + kind.word()));
  }

  /**
   * The key of a text; nothing for an unknown one.
   *
   * @throws Refusal 403 for one without the right: a key that is known opens nothing by that alone
   */
  public Optional<Key> find(String key) {
    Optional<Key> known =
        secrets
            .find(secretId, LabelledSecrets.equalTo(key))
            .map(found -> Key.of(found, kind.usual));
    if (known.isPresent() && !kind.isOpenTo(known.get())) {
      throw Refusal.forbidden(
          "This key may not " + kind.word() + ": that is none of the rights that its secret names");
    }
    return known;
  }

  /** All keys, for whoever has to keep them out of what is written somewhere. */
  public Set<String> all() {
    return secrets.values(secretId);
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
