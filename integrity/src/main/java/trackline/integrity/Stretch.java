package trackline.integrity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A time from its start up to its end. */
public record Stretch(Instant from, Instant to) {

  @Override
  public String toString() {
    return from + " to " + to;
  }

  boolean holds(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }

  /** The stretches that these make up, those that touch joined to one, in order. */
  static List<Stretch> joined(List<Stretch> stretches) {
    List<Stretch> joined = new ArrayList<>();
    for (Stretch next : stretches.stream().sorted(Comparator.comparing(Stretch::from)).toList()) {
      if (joined.isEmpty() || next.from.isAfter(joined.getLast().to)) {
        joined.add(next);
      } else if (next.to.isAfter(joined.getLast().to)) {
        joined.add(new Stretch(joined.removeLast().from, next.to));
      }
    }
    return joined;
  }

  /** What others leave open of this one. */
  List<Stretch> without(List<Stretch> others) {
    List<Stretch> open = new ArrayList<>();
    Instant reached = from;
    for (Stretch other : joined(others)) {
      if (other.from.isAfter(reached) && reached.isBefore(to)) {
        open.add(new Stretch(reached, other.from.isBefore(to) ? other.from : to));
      }
      reached = other.to.isAfter(reached) ? other.to : reached;
    }
    if (reached.isBefore(to)) {
      open.add(new Stretch(reached, to));
    }
    return open;
  }
}
