package trackline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.event.EventTime;
import trackline.intake.AddressPolicy;
import trackline.intake.Intake;
import trackline.intake.Reception;
import trackline.intake.Verdict;
import trackline.plan.TrackingPlan;

/**
 * A client's clock may be years off, and an event may wait days until it is sent: it still happened
 * when it did, to the time that the request was under way.
 */
final class ClockCorrectionPropertiesTest {
  private static final Instant HAPPENED = Instant.parse("2026-11-20T23:59:59.500Z");
  private static final long TEN_YEARS = 315_360_000_000L;
  private static final long THIRTY_DAYS = 2_592_000_000L;

  private final Intake intake = new Intake(TrackingPlan.load("default"), AddressPolicy.WHOLE);

  @Property
  void ofTheTracker(
      @ForAll @LongRange(min = -TEN_YEARS, max = TEN_YEARS) long skew,
      @ForAll @LongRange(max = THIRTY_DAYS) long waited,
      @ForAll @LongRange(max = 60_000) long underWay) {
    ObjectNode event =
        object("user_id", "ada", "event_type", "login", "event_id", "e1")
            .put("event_at", clientTime(skew, 0))
            .put("sent_at", clientTime(skew, waited));
    EventRow row = row(event, waited + underWay);
    assertCorrected(row, underWay);
    assertThat(row.get(Column.EVENT_KEY)).isEqualTo(clientTime(skew, 0) + "#e1");
  }

  @Property
  void ofSegment(
      @ForAll boolean original,
      @ForAll @LongRange(min = -TEN_YEARS, max = TEN_YEARS) long skew,
      @ForAll @LongRange(max = THIRTY_DAYS) long waited,
      @ForAll @LongRange(max = 60_000) long underWay) {
    ObjectNode message =
        object("userId", "ada", "type", "track", "event", "Signed In", "messageId", "e1")
            .put(original ? "originalTimestamp" : "timestamp", clientTime(skew, 0))
            .put("sentAt", clientTime(skew, waited));
    assertCorrected(row(read(message, SegmentTime.BY_CLIENT), waited + underWay), underWay);
  }

  /** Segment has done it, by the same sum, before its webhook hands the message on. */
  @Property
  void ofTheWebhookNotOnceMore(
      @ForAll @LongRange(min = -TEN_YEARS, max = TEN_YEARS) long skew,
      @ForAll @LongRange(max = THIRTY_DAYS) long waited) {
    ObjectNode message =
        object("userId", "ada", "type", "track", "event", "Signed In", "messageId", "e1")
            .put("timestamp", EventTime.format(HAPPENED))
            .put("originalTimestamp", clientTime(skew, 0))
            .put("sentAt", clientTime(skew, waited));
    assertCorrected(row(read(message, SegmentTime.CORRECTED), waited), 0);
  }

  /** The client sends it again later, and says so: the same event at the same time. */
  @Property
  void ofARetry(
      @ForAll @LongRange(min = -TEN_YEARS, max = TEN_YEARS) long skew,
      @ForAll @LongRange(max = THIRTY_DAYS) long waited,
      @ForAll @LongRange(max = THIRTY_DAYS) long waitedAgain) {
    ObjectNode event =
        object("user_id", "ada", "event_type", "login").put("event_at", clientTime(skew, 0));
    EventRow first = row(event.put("sent_at", clientTime(skew, waited)), waited);
    long later = waited + waitedAgain;
    EventRow retry = row(event.put("sent_at", clientTime(skew, later)), later);
    assertThat(retry.key()).isEqualTo(first.key());
    assertThat(retry.contentHash()).isEqualTo(first.contentHash());
    assertThat(retry.get(Column.EVENT_AT)).isEqualTo(first.get(Column.EVENT_AT));
  }

  private static void assertCorrected(EventRow row, long underWay) {
    assertThat(row.get(Column.EVENT_AT)).isEqualTo(EventTime.format(HAPPENED.plusMillis(underWay)));
  }

  private static String clientTime(long skew, long waited) {
    return EventTime.format(HAPPENED.plusMillis(skew).plusMillis(waited));
  }

  private static ObjectNode object(String... members) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < members.length; i += 2) {
      object.put(members[i], members[i + 1]);
    }
    return object;
  }

  private static ObjectNode read(ObjectNode message, SegmentTime time) {
    return ((SegmentMessage.Event) SegmentMessage.of(message, time)).event();
  }

  private EventRow row(ObjectNode event, long after) {
    Reception reception =
        new Reception("tracker", HAPPENED.plus(Duration.ofMillis(after)), null, null);
    Verdict verdict = intake.judge(event, reception);
    assertThat(verdict).isInstanceOf(Verdict.Good.class);
    return ((Verdict.Good) verdict).row();
  }
}
