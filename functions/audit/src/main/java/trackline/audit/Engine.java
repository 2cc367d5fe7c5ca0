package trackline.audit;

import java.time.Instant;

/** One of the two places that hold the trail's calls. */
interface Engine {

  /**
   * Answers a question until a deadline.
   *
   * @throws trackline.http.Refusal 503 when the engine is late, busy or in trouble, 422 when the
   *     question is too large for it
   */
  Found ask(Inquiry inquiry, Instant deadline);
}
