package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import trackline.aws.ErasureTable;
import trackline.intake.Reception;
import trackline.intake.Verdict;
import trackline.segment.SegmentMessage;
import trackline.segment.SegmentTime;

/**
 * Takes Segment's messages in: events into the table, and requests for erasure into the list of
 * those. A request counts from the batch on that it came in.
 */
final class SegmentAdmission {
  /** The source of everything that comes in Segment's form. */
  static final String SOURCE = "segment";

  private final Admission admission;
  private final ErasureTable erasures;

  SegmentAdmission(Admission admission, ErasureTable erasures) {
    this.admission = admission;
    this.erasures = erasures;
  }

  /** Takes messages in; the results are in their order. */
  List<Result> admit(List<JsonNode> sent, SegmentTime time, Reception reception) {
    List<SegmentMessage> messages = sent.stream().map(m -> SegmentMessage.of(m, time)).toList();
    Set<String> unrecorded = recordErasures(messages, reception);
    Deque<Result> ofEvents = new ArrayDeque<>(admitEvents(messages, reception));
    List<Result> results = new ArrayList<>(messages.size());
    for (SegmentMessage message : messages) {
      results.add(
          switch (message) {
            case SegmentMessage.Event event ->
                ofEvents.removeFirst().pointedAt(event.origins()::of);
            case SegmentMessage.Erasure erasure ->
                Result.erasure(erasure.userIds().stream().noneMatch(unrecorded::contains));
            case SegmentMessage.Unfit unfit ->
                Result.refused(new Verdict.Bad(unfit.eventId(), unfit.faults()));
          });
    }
    return results;
  }

  private Set<String> recordErasures(List<SegmentMessage> messages, Reception reception) {
    List<String> userIds = new ArrayList<>();
    for (SegmentMessage message : messages) {
      if (message instanceof SegmentMessage.Erasure erasure) {
        userIds.addAll(erasure.userIds());
      }
    }
    return userIds.isEmpty()
        ? Set.of()
        : erasures.record(userIds, reception.receivedAt(), reception.source());
  }

  private List<Result> admitEvents(List<SegmentMessage> messages, Reception reception) {
    List<JsonNode> events = new ArrayList<>();
    for (SegmentMessage message : messages) {
      if (message instanceof SegmentMessage.Event event) {
        events.add(event.event());
      }
    }
    return admission.admit(events, reception);
  }
}
