package trackline.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import trackline.aws.EventTable;
import trackline.aws.QuarantineReason;
import trackline.aws.ReplayResult;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.event.Fault;
import trackline.intake.Intake;
import trackline.intake.Verdict;

/**
 * What the client is told of one event.
 *
 * @param eventId the event's id, the client's or ours, where there is one
 * @param errors what is wrong, for a rejected event
 * @param row the row as it is or would be stored
 * @param warnings what of the event could not be used, and did not keep it out
 * @param remark what the request's log line counts it as beside its status
 */
record Result(
    Status status,
    @Nullable String eventId,
    List<Fault> errors,
    @Nullable EventRow row,
    List<Fault> warnings,
    Remark remark) {

  Result(Status status, @Nullable String eventId, List<Fault> errors, @Nullable EventRow row) {
    this(status, eventId, errors, row, List.of(), Remark.NONE);
  }

  /** What the client is not told, and who runs the stack should know. */
  enum Remark {
    NONE,
    /** It asked to forget a user, and that was not taken. */
    ERASURE_REFUSED,
    /** It is of a forgotten user, of whose events the table does not count this one. */
    UNCOUNTED
  }

  /** The outcomes, in the words of the answer; the kinds of rejection share one word. */
  enum Status {
    ACCEPTED,
    DUPLICATE,
    /** A request to forget a user, which is no event. */
    RECORDED,
    INVALID(QuarantineReason.INVALID),
    TOO_LARGE(QuarantineReason.TOO_LARGE),
    CONFLICT(QuarantineReason.CONFLICT),
    /** Of a user whose erasure was asked for: nothing of it is kept, in quarantine neither. */
    ERASED,
    RETRY;

    private final @Nullable QuarantineReason reason;

    Status() {
      this(null);
    }

    Status(@Nullable QuarantineReason reason) {
      this.reason = reason;
    }

    boolean isRejection() {
      return isKept() || this == ERASED;
    }

    /** Whether the event goes to quarantine. */
    boolean isKept() {
      return reason != null;
    }

    String word() {
      return isRejection() ? "rejected" : name().toLowerCase(Locale.ROOT);
    }

    /** What an event is counted by in quarantine, where it goes there. */
    Optional<QuarantineReason> reason() {
      return Optional.ofNullable(reason);
    }
  }

  private static final Fault TAKEN =
      new Fault("/event_id", "another event of this user has this id and time, with other content");
  private static final Fault NOT_COMPARED =
      new Fault(
          "/event_id",
          "this user has an event of this id and time; its content was not compared, since others of"
              + " the batch had taken all that may be read: send it in a smaller batch");
  private static final Fault UNFIT = new Fault("", "cannot be stored: the table refuses it");
  private static final Fault LARGE =
      new Fault("", "is larger than an item may be, " + Intake.MAX_ITEM_BYTES + " bytes");

  private static final Fault UNTOLD =
      new Fault("", "has faults that this answer has no room for; send it in a smaller batch");

  private static final Fault FORGOTTEN =
      new Fault("/user_id", "the erasure of this user was asked for, no more events are taken");

  /**
   * The result of an event of a user who is to be forgotten.
   *
   * @param counted whether the table of erasures counts it
   */
  static Result erased(EventRow row, boolean counted) {
    return new Result(
        Status.ERASED,
        row.get(Column.EVENT_ID),
        List.of(FORGOTTEN),
        null,
        List.of(),
        counted ? Remark.NONE : Remark.UNCOUNTED);
  }

  /** The result of a request to erase a user. */
  static Result erasure(boolean recorded) {
    return new Result(recorded ? Status.RECORDED : Status.RETRY, null, List.of(), null);
  }

  /** The result of a request to erase a user which is not taken. */
  static Result erasureRefused(@Nullable String eventId, Fault why) {
    return new Result(
        Status.INVALID, eventId, List.of(why), null, List.of(), Remark.ERASURE_REFUSED);
  }

  static Result refused(Verdict.Bad bad) {
    return new Result(Status.INVALID, bad.eventId(), bad.faults(), null);
  }

  static Result tooLarge(Verdict.TooLarge large) {
    return new Result(Status.TOO_LARGE, large.eventId(), List.of(LARGE), null);
  }

  static Result of(EventRow row, EventTable.Outcome outcome) {
    String id = row.get(Column.EVENT_ID);
    return switch (outcome) {
      case ACCEPTED -> new Result(Status.ACCEPTED, id, List.of(), row);
      case DUPLICATE -> new Result(Status.DUPLICATE, id, List.of(), row);
      case CONFLICT -> new Result(Status.CONFLICT, id, List.of(TAKEN), row);
      case NOT_COMPARED -> new Result(Status.CONFLICT, id, List.of(NOT_COMPARED), row);
      case RETRY -> new Result(Status.RETRY, id, List.of(), row);
      case REFUSED -> new Result(Status.INVALID, id, List.of(UNFIT), null);
    };
  }

  /** The same with what could not be used of the event. */
  Result warning(List<Fault> unused) {
    return new Result(status, eventId, errors, row, unused, remark);
  }

  /** The same with each fault pointed at elsewhere. */
  Result pointedAt(UnaryOperator<String> place) {
    return new Result(status, eventId, placed(errors, place), row, placed(warnings, place), remark);
  }

  private static List<Fault> placed(List<Fault> faults, UnaryOperator<String> place) {
    return faults.stream().map(f -> new Fault(place.apply(f.pointer()), f.detail())).toList();
  }

  /** The result without its errors, as the answer to a single event has it. */
  ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("status", status.word()).put("event_id", eventId);
    if (!warnings.isEmpty()) {
      put(warnings, json.putArray("warnings"));
    }
    return json;
  }

  private static void put(List<Fault> faults, ArrayNode list) {
    faults.forEach(f -> list.addObject().put("pointer", f.pointer()).put("detail", f.detail()));
  }

  /** The result as a replay answers it. */
  ReplayResult toReplay() {
    ReplayResult.Status word =
        switch (status) {
          case ACCEPTED, RECORDED -> ReplayResult.Status.ACCEPTED;
          case DUPLICATE -> ReplayResult.Status.DUPLICATE;
          case INVALID, TOO_LARGE, CONFLICT, ERASED -> ReplayResult.Status.REJECTED;
          case RETRY -> ReplayResult.Status.RETRY;
        };
    return new ReplayResult(word, eventId, errors);
  }

  ObjectNode toJsonWithErrors() {
    ObjectNode json = toJson();
    put(errors, json.putArray("errors"));
    return json;
  }

  /** The same where the answer has no room for the errors, if there are any. */
  ObjectNode toJsonBriefly() {
    return errors.isEmpty()
        ? toJsonWithErrors()
        : new Result(status, eventId, List.of(UNTOLD), null).toJsonWithErrors();
  }

  ObjectNode toJsonWithRow() {
    ObjectNode json = toJsonWithErrors();
    json.set("row", row == null ? null : row.toJson());
    return json;
  }
}
