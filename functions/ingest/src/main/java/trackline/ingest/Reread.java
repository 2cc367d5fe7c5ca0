package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import trackline.aws.Origin;
import trackline.aws.QuarantineDoor;
import trackline.aws.QuarantineLine;
import trackline.aws.ReplayResult;
import trackline.event.Json;
import trackline.http.Refusal;
import trackline.ingest.Admission.Received;
import trackline.intake.Reception;

/**
 * A line of the quarantine as its door reads it.
 *
 * @param events the event of the line, or those of a whole body; none where it cannot be read
 * @param unread what is to be answered where it cannot be read
 */
record Reread(boolean isBody, List<Received> events, Optional<ReplayResult> unread) {

  /** Reads a line of a door; one that others put there may name none of this function's. */
  static Reread of(String door, QuarantineLine line) {
    return QuarantineDoor.named(door)
        .filter(known -> known.function().equals("ingest"))
        .map(known -> of(known, line))
        .orElseGet(() -> unread(ReplayResult.rejected("/door", "is no door that is known here")));
  }

  private static Reread of(QuarantineDoor known, QuarantineLine line) {
    if (line.origin().receivedAt() == null) {
      return unread(ReplayResult.rejected("", "the line does not say when it came in"));
    }
    try {
      List<Sent> events = line.isWholeBody() ? body(known, line) : List.of(completed(known, line));
      return new Reread(line.isWholeBody(), received(known, line, events), Optional.empty());
    } catch (Json.BadJson e) {
      return unread(ReplayResult.rejected("", "cannot be read: " + e.getMessage()));
    } catch (Refusal refusal) {
      return unread(ReplayResult.rejected("", refusal.problem().detail()));
    }
  }

  private static Reread unread(ReplayResult result) {
    return new Reread(false, List.of(), Optional.of(result));
  }

  private static List<Received> received(
      QuarantineDoor door, QuarantineLine line, List<Sent> events) {
    List<Received> received = new ArrayList<>(events.size());
    for (Sent event : events) {
      received.add(new Received(event, reception(door, line, received.size())));
    }
    return received;
  }

  /** What is answered, given the results of the events. */
  ReplayResult result(List<Result> results) {
    List<ReplayResult> each = results.stream().map(Result::toReplay).toList();
    return unread.orElseGet(() -> isBody ? ReplayResult.ofBody(each) : each.getFirst());
  }

  /** The events of a whole body. */
  private static List<Sent> body(QuarantineDoor door, QuarantineLine line) {
    Submission submission =
        switch (door) {
          case INGEST -> Submission.ofEvents(line.raw());
          case TAG -> Submission.ofTag(line.raw());
          case SEGMENT, PIXEL ->
              SegmentSubmission.completed(
                  SegmentSubmission.ofCall(call(line).orElse(SegmentCall.BATCH), line.raw()));
          case WEBHOOK -> SegmentSubmission.ofWebhook(line.raw());
          case FORWARD, IMPORTER -> throw anothers(door);
        };
    return submission.events();
  }

  /** The event of a line, with what its request said beside it. */
  private static Sent completed(QuarantineDoor door, QuarantineLine line) throws Json.BadJson {
    Sent sent = Sent.of(line.raw());
    String batch = line.origin().batch();
    if (batch != null) {
      complete(door, sent, Json.read(batch));
    }
    Optional<SegmentCall> call = call(line).filter(SegmentCall::isMessage);
    return call.isPresent() && sent instanceof Sent.Read(ObjectNode message)
        ? SegmentSubmission.single(call.get(), line.raw(), message).events().getFirst()
        : sent;
  }

  private static void complete(QuarantineDoor door, Sent sent, JsonNode batch) {
    switch (door) {
      case INGEST, TAG -> Submission.stamp(sent, batch);
      case SEGMENT, PIXEL, WEBHOOK -> SegmentSubmission.complete(sent, batch);
      case FORWARD, IMPORTER -> throw anothers(door);
    }
  }

  private static IllegalArgumentException anothers(QuarantineDoor door) {
    return new IllegalArgumentException("It is no door of this function: " + door.word());
  }

  private static Optional<SegmentCall> call(QuarantineLine line) {
    return Optional.ofNullable(line.origin().call()).flatMap(SegmentCall::named);
  }

  private static Reception reception(QuarantineDoor door, QuarantineLine line, int place) {
    Origin origin = line.origin();
    Instant receivedAt = Optional.ofNullable(origin.receivedAt()).orElseThrow();
    return new Reception(
        door == QuarantineDoor.INGEST || door == QuarantineDoor.TAG
            ? EventsRoute.SOURCE
            : SegmentAdmission.SOURCE,
        receivedAt,
        origin.ipAddress(),
        origin.userAgent(),
        line.fallbackId(place));
  }
}
