package trackline.ingest;

import java.util.ArrayList;
import java.util.List;
import trackline.aws.Key;
import trackline.aws.Right;
import trackline.event.Fault;
import trackline.http.Refusal;

/**
 * How much a request may bring with a key, beside what its door takes at all: a page's key can be
 * read by anybody, and what anybody may send must cost little.
 *
 * @param bodyBytes of a body after inflating
 * @param events of a batch
 * @param eventBytes of one event as it was written
 * @param sharedChars of what a batch says once, counted for each of its events: each gets a copy
 */
record Limits(int bodyBytes, int events, int eventBytes, int sharedChars) {
  /** What a browser sends from a page that closes is no more than this body. */
  static final Limits PAGE = new Limits(65_536, 50, 32_768, 262_144);

  private static final Limits DOOR =
      new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  static Limits of(Key key) {
    return key.may(Right.WRITE) ? DOOR : PAGE;
  }

  /**
   * Checks the length of a body whose key is within it.
   *
   * @throws Refusal 413 above the limit
   */
  void requireBody(byte[] body) {
    if (body.length > bodyBytes) {
      throw Refusal.tooLarge(
          "With a page's key a body may have " + bodyBytes + " bytes; send it in parts");
    }
  }

  /**
   * What a key may submit: an event above the limit is refused by itself.
   *
   * @throws Refusal 413 for too long a body, too many events, or too much that they share
   */
  Submission within(Submission submission) {
    requireBody(submission.body());
    if (submission.events().size() > events) {
      throw Refusal.tooLarge(
          "With a page's key a batch may hold " + events + " events; send it in parts");
    }
    if (submission.sharedChars() > sharedChars) {
      throw Refusal.tooLarge(
          "With a page's key the context that all messages of a batch share may have "
              + sharedChars
              + " characters over their number; send it in parts");
    }
    return submission.body().length > eventBytes ? withoutLarge(submission) : submission;
  }

  private Submission withoutLarge(Submission submission) {
    List<byte[]> raw = submission.rawEvents();
    List<Sent> fitting = new ArrayList<>(submission.events());
    for (int i = 0; i < raw.size(); i++) {
      if (raw.get(i).length > eventBytes) {
        String most = "has " + raw.get(i).length + " bytes; with a page's key an event may have ";
        fitting.set(i, new Sent.Unfit(new Fault("", most + eventBytes)));
      }
    }
    return submission.of(fitting);
  }
}
