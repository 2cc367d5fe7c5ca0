package trackline.ingest;

import java.util.Optional;
import trackline.aws.Keys;
import trackline.http.HttpRequest;
import trackline.http.Refusal;

/** Where a client may put its write key. */
final class WriteKeys {
  /** The name of a key in a body and in a query, as Segment has it. */
  static final String MEMBER = "writeKey";

  private WriteKeys() {}

  /**
   * The key in a request's header, or else in its query, where a page's beacon has it, which can
   * send no header.
   *
   * @throws Refusal 401 for an Authorization header without a key; 400 for two keys in the query
   */
  static Optional<String> beforeBody(HttpRequest request) {
    return Keys.key(request).or(() -> request.parameter(MEMBER));
  }

  static Refusal missing() {
    return Refusal.unauthorized(
        "Give a write key: Authorization: Bearer KEY, Basic with the key as user name, or writeKey"
            + " in the body or the query");
  }
}
