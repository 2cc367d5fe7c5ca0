package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import trackline.aws.ErasureTable;
import trackline.aws.EventTable;
import trackline.aws.EventTable.Outcome;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.event.Fault;
import trackline.intake.Intake;
import trackline.intake.Reception;
import trackline.intake.Verdict;
import trackline.time.Deadline;

/**
 * Takes events into the table: judges each one, writes the good ones, answers for each by itself.
 */
final class Admission {
  /** What is done with the good rows; the outcomes are in their order. */
  @FunctionalInterface
  private interface Write {
    List<Outcome> apply(List<EventRow> rows, Deadline deadline);
  }

  private static final List<String> IDS =
      List.of(
          Column.USER_ID.columnName(),
          Column.ANONYMOUS_ID.columnName(),
          Column.EVENT_ID.columnName());

  private final Intake intake;
  private final EventTable table;
  private final ErasureTable erasures;
  private final Supplier<Redaction> redaction;

  /**
   * Takes events in.
   *
   * @param redaction takes the keys that are valid at the time out of events
   */
  Admission(Intake intake, EventTable table, ErasureTable erasures, Supplier<Redaction> redaction) {
    this.intake = intake;
    this.table = table;
    this.erasures = erasures;
    this.redaction = redaction;
  }

  /**
   * An event with the reception that it had, which need not be that of the one beside it.
   *
   * @param event of any JSON, or none
   */
  record Received(Sent event, Reception reception) {
    static List<Received> all(List<Sent> events, Reception reception) {
      return events.stream().map(event -> new Received(event, reception)).toList();
    }
  }

  /** Stores the good ones among the events; the results are in the order of the events. */
  List<Result> admit(List<Sent> events, Reception reception, Deadline deadline) {
    return admit(Received.all(events, reception), deadline);
  }

  List<Result> admit(List<Received> events, Deadline deadline) {
    return results(events, table::insert, erasures::countRefused, deadline);
  }

  /** What {@link #admit} would answer; stores nothing. */
  List<Result> probe(List<Sent> events, Reception reception, Deadline deadline) {
    return probe(Received.all(events, reception), deadline);
  }

  List<Result> probe(List<Received> events, Deadline deadline) {
    return results(events, table::probe, (_, _) -> Set.of(), deadline);
  }

  private List<Result> results(
      List<Received> events,
      Write write,
      BiFunction<Map<String, Integer>, Deadline, Set<String>> refused,
      Deadline deadline) {
    Redaction keys = redaction.get();
    List<Verdict> verdicts = events.stream().map(event -> judge(event, keys)).toList();
    List<EventRow> good = good(verdicts);
    Optional<Set<String>> erased = erased(good, deadline);
    if (erased.isEmpty()) {
      return verdicts.stream().map(Admission::unasked).toList();
    }
    Map<String, Integer> ofForgotten = Intake.countForgotten(good, erased.get());
    good.removeIf(row -> Intake.isForgotten(row, erased.get()));
    Iterator<Outcome> outcomes = write.apply(good, deadline).iterator();
    Set<String> uncounted = ofForgotten.isEmpty() ? Set.of() : refused.apply(ofForgotten, deadline);
    return verdicts.stream()
        .map(verdict -> result(verdict, erased.get(), uncounted, outcomes))
        .toList();
  }

  private Verdict judge(Received one, Redaction keys) {
    return switch (one.event()) {
      case Sent.Read(JsonNode json) -> judge(json, one.reception(), keys);
      case Sent.Unfit(Fault fault) -> new Verdict.Bad(null, List.of(fault));
    };
  }

  /** Of an id no part is taken out: two that differ only in that would become one. */
  private Verdict judge(JsonNode json, Reception reception, Redaction keys) {
    JsonNode kept = keys.ofEvent(json);
    List<Fault> inIds =
        IDS.stream()
            .filter(id -> !kept.path(id).equals(json.path(id)))
            .map(id -> new Fault("/" + id, "holds a write key, which no id may"))
            .toList();
    return inIds.isEmpty()
        ? intake.judge(kept, withoutKeys(reception, keys))
        : new Verdict.Bad(null, inIds);
  }

  private static Reception withoutKeys(Reception reception, Redaction keys) {
    return reception.userAgent() == null
        ? reception
        : reception.ofAgent(keys.ofEvent(reception.userAgent()));
  }

  private static List<EventRow> good(List<Verdict> verdicts) {
    List<EventRow> rows = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      if (verdict instanceof Verdict.Good(EventRow row, _)) {
        rows.add(row);
      }
    }
    return rows;
  }

  private Optional<Set<String>> erased(List<EventRow> rows, Deadline deadline) {
    return rows.isEmpty()
        ? Optional.of(Set.of())
        : erasures.among(rows.stream().flatMap(row -> Intake.ids(row).stream()).toList(), deadline);
  }

  /**
   * The result of a verdict.
   *
   * @param uncounted those among the erased whose refused events could not be counted
   * @param outcomes of the rows that were written, in the order of the verdicts
   */
  private static Result result(
      Verdict verdict, Set<String> erased, Set<String> uncounted, Iterator<Outcome> outcomes) {
    return switch (verdict) {
      case Verdict.Bad bad -> Result.refused(bad);
      case Verdict.TooLarge large -> Result.tooLarge(large);
      case Verdict.Good(EventRow row, List<Fault> warnings) ->
          Intake.isForgotten(row, erased)
              ? Result.erased(row, !Intake.isForgotten(row, uncounted))
              : Result.of(row, outcomes.next()).warning(warnings);
    };
  }

  /** Whether a user is to be forgotten is not known now, so that nothing good can be stored. */
  private static Result unasked(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Bad bad -> Result.refused(bad);
      case Verdict.TooLarge large -> Result.tooLarge(large);
      case Verdict.Good(EventRow row, _) -> Result.of(row, Outcome.RETRY);
    };
  }
}
