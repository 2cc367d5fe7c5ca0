package trackline.engines.mapping;

import java.util.List;
import java.util.Optional;

/**
 * What becomes of a piece.
 *
 * @param done the records at its beginning that are over and done with
 * @param next what is handed to the function next, in order
 * @param discarded what is given up, and why
 */
record Verdict(int done, List<Piece> next, Optional<Discard> discarded) {
  Verdict {
    next = List.copyOf(next);
  }

  static Verdict done(Piece piece) {
    return new Verdict(piece.size(), List.of(), Optional.empty());
  }

  static Verdict again(int done, Piece... next) {
    return new Verdict(done, List.of(next), Optional.empty());
  }

  /** Gives up a piece whose predecessors are done. */
  static Verdict giveUp(int done, Piece piece, Discard.Condition condition) {
    return new Verdict(done + piece.size(), List.of(), Optional.of(new Discard(piece, condition)));
  }
}
