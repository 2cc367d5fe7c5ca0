package trackline.importer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import trackline.aws.Backoff;
import trackline.aws.ErasureTable;
import trackline.aws.EventTable;
import trackline.event.EventRow;
import trackline.intake.Intake;
import trackline.time.Deadline;

/** Writes events to the table, again and again as long as it cannot take them and time is left. */
final class Writer {
  /** What became of an event. */
  enum Outcome {
    ACCEPTED,
    DUPLICATE,
    CONFLICT,
    UNFIT,
    /** Of a user whose erasure was asked for. */
    ERASED
  }

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

  /** After so long an attempt leaves the rest to another, and the caller can keep what it holds. */
  private static final Duration ATTEMPT = Duration.ofSeconds(20);

  private final EventTable table;
  private final ErasureTable erasures;
  private final Backoff backoff;

  Writer(EventTable table, ErasureTable erasures, Backoff.Sleeper sleeper, RandomGenerator random) {
    this.table = table;
    this.erasures = erasures;
    this.backoff = Backoff.jittered(FIRST_BACKOFF, LONGEST_BACKOFF, sleeper, random);
  }

  /**
   * Writes rows.
   *
   * @param deadline until when there must be an outcome, asked before each wait
   * @param mayGoOn asked before each further attempt, at least every half a minute
   * @return the outcomes in the order of the rows; nothing when the time was up, or it may not go
   *     on, before all were written, whereof some may be
   */
  Optional<List<Outcome>> write(List<EventRow> rows, Deadline deadline, BooleanSupplier mayGoOn) {
    Attempts attempts = new Attempts(deadline, mayGoOn);
    Optional<Set<String>> erased = erased(rows, attempts);
    if (erased.isEmpty()) {
      return Optional.empty();
    }
    Map<EventRow.Key, EventRow> firsts = new LinkedHashMap<>();
    rows.stream()
        .filter(row -> !Intake.isForgotten(row, erased.get()))
        .forEach(row -> firsts.putIfAbsent(row.key(), row));
    Map<EventRow.Key, EventTable.Outcome> outcomes = new HashMap<>();
    if (!insert(firsts, outcomes, attempts)) {
      return Optional.empty();
    }
    Set<String> _ =
        erasures.countRefused(Intake.countForgotten(rows, erased.get()), attempts.deadline());
    List<Outcome> result = new ArrayList<>(rows.size());
    for (EventRow row : rows) {
      EventRow first = firsts.get(row.key());
      EventTable.Outcome outcome = outcomes.get(row.key());
      result.add(first == null || outcome == null ? Outcome.ERASED : outcome(row, first, outcome));
    }
    return Optional.of(result);
  }

  /** What {@link #write} would answer at once; stores nothing. */
  Optional<List<Outcome>> probe(List<EventRow> rows, Deadline deadline) {
    Optional<Set<String>> erased = erasedNow(rows, deadline);
    List<EventTable.Outcome> outcomes = table.probe(rows, deadline);
    if (erased.isEmpty() || outcomes.contains(EventTable.Outcome.RETRY)) {
      return Optional.empty();
    }
    List<Outcome> result = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      EventRow row = rows.get(i);
      boolean isErased = Intake.isForgotten(row, erased.get());
      result.add(isErased ? Outcome.ERASED : outcome(row, row, outcomes.get(i)));
    }
    return Optional.of(result);
  }

  private Optional<Set<String>> erased(List<EventRow> rows, Attempts attempts) {
    Optional<Set<String>> erased = erasedNow(rows, attempts.deadline());
    while (erased.isEmpty() && attempts.another()) {
      erased = erasedNow(rows, attempts.deadline());
    }
    return erased;
  }

  private Optional<Set<String>> erasedNow(List<EventRow> rows, Deadline deadline) {
    return rows.isEmpty()
        ? Optional.of(Set.of())
        : erasures.among(rows.stream().flatMap(row -> Intake.ids(row).stream()).toList(), deadline);
  }

  /** Inserts the rows; whether all of them have an outcome. */
  private boolean insert(
      Map<EventRow.Key, EventRow> rows,
      Map<EventRow.Key, EventTable.Outcome> outcomes,
      Attempts attempts) {
    List<EventRow> open = List.copyOf(rows.values());
    while (!open.isEmpty()) {
      List<EventRow> retried = new ArrayList<>();
      List<EventTable.Outcome> now = table.insert(open, attempts.deadline());
      for (int i = 0; i < open.size(); i++) {
        if (now.get(i) == EventTable.Outcome.RETRY) {
          retried.add(open.get(i));
        } else {
          outcomes.put(open.get(i).key(), now.get(i));
        }
      }
      if (!retried.isEmpty() && !attempts.another()) {
        return false;
      }
      open = retried;
    }
    return true;
  }

  /** A later row of the same key is compared with the first one. */
  private static Outcome outcome(EventRow row, EventRow first, EventTable.Outcome outcome) {
    return switch (outcome) {
      case ACCEPTED, DUPLICATE -> {
        if (!row.contentHash().equals(first.contentHash())) {
          yield Outcome.CONFLICT;
        }
        boolean isNew = outcome == EventTable.Outcome.ACCEPTED && isSame(row, first);
        yield isNew ? Outcome.ACCEPTED : Outcome.DUPLICATE;
      }
      case CONFLICT, NOT_COMPARED -> Outcome.CONFLICT;
      case REFUSED -> Outcome.UNFIT;
      case RETRY -> throw new IllegalStateException("A retried row is not written");
    };
  }

  /** Two rows of a batch may be equal, and only the first of them is new. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(EventRow row, EventRow first) {
    return row == first;
  }

  private final class Attempts {
    private final Deadline deadline;
    private final BooleanSupplier mayGoOn;
    private int count;

    Attempts(Deadline deadline, BooleanSupplier mayGoOn) {
      this.deadline = deadline;
      this.mayGoOn = mayGoOn;
    }

    /** Of an attempt that begins now. */
    Deadline deadline() {
      return deadline.within(ATTEMPT);
    }

    /** Waits before another attempt, where the time suffices for it. */
    boolean another() {
      return backoff.pause(count++, deadline) && mayGoOn.getAsBoolean();
    }
  }
}
