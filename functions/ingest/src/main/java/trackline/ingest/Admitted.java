package trackline.ingest;

import trackline.aws.Key;
import trackline.http.Refusal;

/**
 * What a request submits with a key: no more than the key may send. Each door that takes a key has
 * its submission go on as this, so that none forgets what a page's key may not.
 */
record Admitted(Submission submission, Key key) {
  /**
   * Takes what the key may send.
   *
   * @throws Refusal 413 for what is too much for the key
   */
  Admitted {
    submission = Limits.of(key).within(submission);
  }
}
