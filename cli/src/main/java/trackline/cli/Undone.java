package trackline.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import trackline.aws.Asker;

/**
 * What was taken back of a user's erasure.
 *
 * @param before as it was
 * @param left who asked and was not taken out; where there is nobody, the user is let in again
 */
record Undone(Erasure before, List<Asker> left) {
  boolean isLetIn() {
    return left.isEmpty();
  }

  ObjectNode json() {
    return before.json().put("let_in", isLetIn());
  }
}
