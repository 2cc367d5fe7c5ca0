package trackline.ingest;

import java.util.Optional;
import trackline.aws.Key;
import trackline.aws.Right;
import trackline.event.Fault;

/** From whom a request to forget a user is taken, and of which messages of a batch. */
enum Forgetting {
  TAKEN(""),
  SIGNED_ONLY(
      "is taken from the first message of a body only: Segment signs no other; have it send these"
          + " unbatched"),
  NOT_BY_KEY("is not taken with this key: its secret must give it the right forget"),
  NOT_BY_IMAGE("is not taken from images"),
  /** Who asked is not known any more. */
  NOT_AGAIN("is not taken from a replay");

  /** As many as one request may shut out. */
  static final int MOST = 100;

  private static final Fault TOO_MANY = fault("is not taken: a batch may name " + MOST + " users");

  private final String why;

  Forgetting(String why) {
    this.why = why;
  }

  private static Fault fault(String detail) {
    return new Fault("/type", "a request to forget a user " + detail);
  }

  /** Rights are given: whoever holds a key may write, and no more unless its secret says so. */
  static Forgetting by(Key key) {
    return key.may(Right.FORGET) ? TAKEN : NOT_BY_KEY;
  }

  /**
   * Why a request is not taken.
   *
   * @param index of its message in the batch
   * @param users how many users the batch has named, those of this message among them
   */
  Optional<Fault> refusal(int index, int users) {
    boolean isTaken = this == TAKEN || (this == SIGNED_ONLY && index == 0);
    return isTaken ? Optional.of(TOO_MANY).filter(_ -> users > MOST) : Optional.of(fault(why));
  }
}
