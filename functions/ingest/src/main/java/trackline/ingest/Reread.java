package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import trackline.aws.Origin;
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
    return Door.named(door)
        .map(known -> of(known, line))
        .orElseGet(() -> unread(ReplayResult.rejected("/door", "is no door that is known here")));
  }

  private static Reread of(Door known, QuarantineLine line) {
    if (line.origin().receivedAt() == null) {
      return unread(ReplayResult.rejected("", "the line does not say when it came in"));
    }
    try {
      List<Sent> events = line.isWholeBody() ? known.body(line) : List.of(known.completed(line));
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

  private static List<Received> received(Door door, QuarantineLine line, List<Sent> events) {
    List<Received> received = new ArrayList<>(events.size());
    for (Sent event : events) {
      received.add(new Received(event, door.reception(line, received.size())));
    }
    return received;
  }

  /** What is answered, given the results of the events. */
  ReplayResult result(List<Result> results) {
    List<ReplayResult> each = results.stream().map(Result::toReplay).toList();
    return unread.orElseGet(() -> isBody ? ReplayResult.ofBody(each) : each.getFirst());
  }

  /** The doors of this function. */
  private enum Door {
    INGEST,
    TAG,
    SEGMENT,
    PIXEL,
    WEBHOOK;

    private static Optional<Door> named(String name) {
      return Arrays.stream(values())
          .filter(door -> door.name().toLowerCase(Locale.ROOT).equals(name))
          .findFirst();
    }

    /** The events of a whole body. */
    private List<Sent> body(QuarantineLine line) {
      Submission submission =
          switch (this) {
            case INGEST -> Submission.ofEvents(line.raw());
            case TAG -> Submission.ofTag(line.raw());
            case SEGMENT, PIXEL ->
                SegmentSubmission.completed(
                    SegmentSubmission.ofCall(call(line).orElse(SegmentCall.BATCH), line.raw()));
            case WEBHOOK -> SegmentSubmission.ofWebhook(line.raw());
          };
      return submission.events();
    }

    /** The event of a line, with what its request said beside it. */
    private Sent completed(QuarantineLine line) throws Json.BadJson {
      Sent sent = Sent.of(line.raw());
      String batch = line.origin().batch();
      if (batch != null) {
        complete(sent, Json.read(batch));
      }
      if (sent instanceof Sent.Read(ObjectNode message)) {
        call(line)
            .filter(SegmentCall::isMessage)
            .ifPresent(call -> SegmentSubmission.single(call, line.raw(), message));
      }
      return sent;
    }

    private void complete(Sent sent, JsonNode batch) {
      switch (this) {
        case INGEST, TAG -> Submission.stamp(sent, batch);
        case SEGMENT, PIXEL, WEBHOOK -> SegmentSubmission.complete(sent, batch);
      }
    }

    private static Optional<SegmentCall> call(QuarantineLine line) {
      return Optional.ofNullable(line.origin().call()).flatMap(SegmentCall::named);
    }

    private Reception reception(QuarantineLine line, int place) {
      Origin origin = line.origin();
      Instant receivedAt = Optional.ofNullable(origin.receivedAt()).orElseThrow();
      return new Reception(
          this == INGEST || this == TAG ? EventsRoute.SOURCE : SegmentAdmission.SOURCE,
          receivedAt,
          origin.ipAddress(),
          origin.userAgent(),
          line.fallbackId(place));
    }
  }
}
