package trackline.ingest;

import java.util.Optional;
import java.util.function.Function;
import trackline.aws.Key;
import trackline.aws.Keys;
import trackline.http.HttpRequest;
import trackline.http.Refusal;
import trackline.log.LogLine;

/**
 * The check of a write key that may stand in a header, in the query or in the body.
 *
 * @param rules what of a body the door takes
 */
record BodyKeys(Keys keys, Refused refused, RequestBody.Rules rules) {
  /**
   * Reads what a request submits, once its key is known to be good. A body that cannot be read is
   * kept in quarantine where a good key came before it or can be found in it.
   *
   * @throws Refusal 401 and 403 for the key, 413 for what is too much for it, and for the body what
   *     reading it throws
   */
  Admitted admit(HttpRequest request, Function<byte[], Submission> reading, LogLine log) {
    Admitted admitted = admitted(request, reading, log);
    log.put("key_label", admitted.key().label());
    return admitted;
  }

  private Admitted admitted(
      HttpRequest request, Function<byte[], Submission> reading, LogLine log) {
    Optional<Key> key = find(request);
    if (key.isPresent()) {
      RequestBody.Rules limited = rules.within(Limits.of(key.get()));
      return new Admitted(refused.keepUnreadable(request, limited, reading, log), key.get());
    }
    byte[] body = RequestBody.read(request, rules);
    Submission submission =
        isClaimed(body) ? refused.keepUnreadable(request, body, reading, log) : reading.apply(body);
    return new Admitted(submission, require(submission.writeKey()));
  }

  /**
   * Lets no stranger have a body read that is dear to read: one that has a key must have a good
   * one, and one without is told what is wrong with it only as far as that is cheap to see.
   *
   * @return whether a good key is in it
   */
  private boolean isClaimed(byte[] body) {
    Optional<String> claim = KeyInBody.find(body);
    if (claim.isPresent()) {
      Limits.of(require(claim)).requireBody(body);
    } else {
      Document.requireWhole(body);
    }
    return claim.isPresent();
  }

  /**
   * The key that came before the body; nothing where none did.
   *
   * @throws Refusal 401 for an unknown key, 403 for one that may not write
   */
  Optional<Key> find(HttpRequest request) {
    return WriteKeys.beforeBody(request).map(keys::require);
  }

  /**
   * The key that a body must have.
   *
   * @throws Refusal 401 for none or an unknown one, 403 for one that may not write
   */
  Key require(Optional<String> writeKey) {
    return keys.require(writeKey.orElseThrow(WriteKeys::missing));
  }
}
