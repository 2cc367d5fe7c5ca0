package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import trackline.aws.ErasureTable;
import trackline.event.Fault;
import trackline.ingest.Admission.Received;
import trackline.intake.Intake;
import trackline.intake.Reception;
import trackline.intake.Verdict;
import trackline.segment.SegmentMessage;
import trackline.segment.SegmentTime;
import trackline.time.Deadline;

/**
 * Takes Segment's messages in: events into the table, and requests for erasure into the list of
 * those. A request counts from the batch on that it came in.
 */
final class SegmentAdmission {
  /** The source of everything that comes in Segment's form. */
  static final String SOURCE = "segment";

  private static final Fault NO_ID = new Fault("/userId", "is no id that a user here can have");

  private final Admission admission;
  private final ErasureTable erasures;

  SegmentAdmission(Admission admission, ErasureTable erasures) {
    this.admission = admission;
    this.erasures = erasures;
  }

  /**
   * Takes messages in; the results are in their order.
   *
   * @param asked who would have a user forgotten with them
   */
  List<Result> admit(
      List<Sent> sent,
      SegmentTime time,
      Reception reception,
      Forgetting forgetting,
      ErasureTable.Request asked,
      Deadline deadline) {
    List<Received> received = Received.all(sent, reception);
    List<SegmentMessage> messages = messages(received, time, forgetting);
    Set<String> unrecorded = recordErasures(messages, asked, deadline.keeping(2));
    List<Result> ofEvents = admission.admit(events(messages, received), deadline);
    return results(messages, ofEvents, unrecorded);
  }

  /**
   * Judges messages again that came in at different times. Who asked to forget a user is not known
   * any more, so that this is not taken.
   *
   * @param way how their events go on
   */
  List<Result> again(
      List<Received> sent, SegmentTime time, Function<List<Received>, List<Result>> way) {
    List<SegmentMessage> messages = messages(sent, time, Forgetting.NOT_AGAIN);
    return results(messages, way.apply(events(messages, sent)), Set.of());
  }

  private static List<SegmentMessage> messages(
      List<Received> received, SegmentTime time, Forgetting forgetting) {
    List<SegmentMessage> messages = new ArrayList<>(received.size());
    int users = 0;
    for (int i = 0; i < received.size(); i++) {
      SegmentMessage message = message(received.get(i).event(), time);
      if (message instanceof SegmentMessage.Erasure erasure) {
        users += erasure.userIds().size();
        message = judged(erasure, forgetting.refusal(i, users));
      }
      messages.add(message);
    }
    return messages;
  }

  private static SegmentMessage message(Sent sent, SegmentTime time) {
    return switch (sent) {
      case Sent.Read(JsonNode json) -> SegmentMessage.of(json, time);
      case Sent.Unfit(Fault fault) -> new SegmentMessage.Unfit(null, List.of(fault));
    };
  }

  /** Those among the messages that are events, each as it was received. */
  private static List<Received> events(List<SegmentMessage> messages, List<Received> received) {
    List<Received> events = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i) instanceof SegmentMessage.Event event) {
        events.add(new Received(new Sent.Read(event.event()), received.get(i).reception()));
      }
    }
    return events;
  }

  private static List<Result> results(
      List<SegmentMessage> messages, List<Result> resultsOfEvents, Set<String> unrecorded) {
    Deque<Result> ofEvents = new ArrayDeque<>(resultsOfEvents);
    List<Result> results = new ArrayList<>(messages.size());
    for (SegmentMessage message : messages) {
      results.add(
          switch (message) {
            case SegmentMessage.Event event ->
                ofEvents.removeFirst().pointedAt(event.origins()::of);
            case SegmentMessage.Erasure erasure ->
                Result.erasure(erasure.userIds().stream().noneMatch(unrecorded::contains));
            case SegmentMessage.RefusedErasure refused ->
                Result.erasureRefused(refused.eventId(), refused.fault());
            case SegmentMessage.Unfit unfit ->
                Result.refused(new Verdict.Bad(unfit.eventId(), unfit.faults()));
          });
    }
    return results;
  }

  private static SegmentMessage judged(SegmentMessage.Erasure erasure, Optional<Fault> refusal) {
    return refusal
        .or(() -> Optional.of(NO_ID).filter(_ -> !areIds(erasure.userIds())))
        .<SegmentMessage>map(fault -> new SegmentMessage.RefusedErasure(null, fault))
        .orElse(erasure);
  }

  private static boolean areIds(Collection<String> userIds) {
    return userIds.stream().allMatch(Intake::isUserId);
  }

  private Set<String> recordErasures(
      List<SegmentMessage> messages, ErasureTable.Request asked, Deadline deadline) {
    List<String> userIds = new ArrayList<>();
    for (SegmentMessage message : messages) {
      if (message instanceof SegmentMessage.Erasure erasure) {
        userIds.addAll(erasure.userIds());
      }
    }
    return userIds.isEmpty() ? Set.of() : erasures.record(userIds, asked, deadline);
  }
}
