package trackline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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
  private static final long MAX_FUTURE = Intake.MAX_FUTURE.toMillis();
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
    if (skew - underWay <= MAX_FUTURE) {
      assertThat(row.get(Column.EVENT_KEY)).isEqualTo(clientTime(skew, 0) + "#e1");
    } else {
      assertThat(keyTime(row))
          .isBetween(
              EventTime.parse(row.get(Column.EVENT_AT)).orElseThrow().minus(Duration.ofMinutes(15)),
              EventTime.parse(row.get(Column.EVENT_AT)).orElseThrow());
    }
  }

  /** Else one event of a clock that is years ahead is its user's newest for as long. */
  @Property
  void noKeyIsAheadOfOurClock(
      @ForAll @LongRange(min = -TEN_YEARS, max = TEN_YEARS) long skew,
      @ForAll @LongRange(min = -TEN_YEARS, max = TEN_YEARS) long waited) {
    ObjectNode event =
        object("user_id", "ada", "event_type", "login", "event_id", "e1")
            .put("event_at", clientTime(skew, 0))
            .put("sent_at", clientTime(skew, waited));
    if (intake.judge(event, reception(0)) instanceof Verdict.Good(EventRow row, _)) {
      assertThat(keyTime(row)).isBeforeOrEqualTo(HAPPENED.plusMillis(MAX_FUTURE));
    }
  }

  /** A client's own events stay in their order, however far its clock is ahead. */
  @Property
  void theKeysOfAClockAreInTheOrderOfItsTimes(
      @ForAll @LongRange(min = -TEN_YEARS, max = TEN_YEARS) long skew,
      @ForAll @LongRange(max = 60_000) long underWay,
      @ForAll @LongRange(min = 1, max = THIRTY_DAYS) long earlier) {
    EventRow later = rowAt(skew, 0, THIRTY_DAYS, underWay);
    EventRow first = rowAt(skew, -earlier, THIRTY_DAYS, underWay);
    assertThat(first.get(Column.EVENT_KEY)).isLessThan(later.get(Column.EVENT_KEY));
    assertThat(Duration.between(keyTime(first), keyTime(later)))
        .isEqualTo(Duration.ofMillis(earlier));
  }

  /**
   * What a retry says of the clock differs by what the requests were under way: it meets its first
   * try, unless that lies on the other side of an edge. Its id is the same always, by which it
   * counts once.
   */
  @Property
  void aRetryMeetsItsFirstTryWhateverTheRequestsTook(
      @ForAll @LongRange(min = -TEN_YEARS, max = TEN_YEARS) long skew,
      @ForAll @LongRange(max = THIRTY_DAYS) long waitedAgain,
      @ForAll @LongRange(max = 60_000) long underWay,
      @ForAll @LongRange(max = 60_000) long underWayAgain) {
    EventRow first = rowAt(skew, 0, 0, underWay);
    EventRow retry = rowAt(skew, 0, waitedAgain, underWayAgain);
    assertThat(retry.get(Column.EVENT_ID)).isEqualTo(first.get(Column.EVENT_ID));
    assertThat(retry.contentHash()).isEqualTo(first.contentHash());
    if (isOneSideOfAnEdge(skew - underWay, skew - underWayAgain)) {
      assertThat(retry.key()).isEqualTo(first.key());
    }
  }

  /** A retry that says the time of the first sending looks like one of a slower request. */
  @Property
  void aRetryOfTheSameBodyMeetsItsFirstTry(
      @ForAll @LongRange(min = -TEN_YEARS, max = TEN_YEARS) long skew,
      @ForAll @LongRange(max = 1_800_000) long later) {
    EventRow first = rowAt(skew, 0, 0, 0);
    EventRow retry = rowAt(skew, 0, 0, later);
    assertThat(retry.get(Column.EVENT_ID)).isEqualTo(first.get(Column.EVENT_ID));
    assertThat(retry.contentHash()).isEqualTo(first.contentHash());
    if (isOneSideOfAnEdge(skew, skew - later)) {
      assertThat(retry.key()).isEqualTo(first.key());
    }
  }

  /** Of clocks that are off by a time zone, all requests of a minute lie on one side. */
  @Property
  void aClockOfAnotherTimeZoneIsNearNoEdge(
      @ForAll @IntRange(min = -56, max = 56) int quarters,
      @ForAll @LongRange(max = 60_000) long underWay,
      @ForAll @LongRange(max = 60_000) long underWayAgain) {
    long skew = Duration.ofMinutes(15L * quarters).toMillis();
    assertThat(rowAt(skew, 0, 0, underWay).key()).isEqualTo(rowAt(skew, 0, 0, underWayAgain).key());
  }

  /** By how much a clock is ahead: the edges are 5 minutes, 7.5, and one each further quarter. */
  private static boolean isOneSideOfAnEdge(long one, long other) {
    return stretch(one) == stretch(other);
  }

  private static long stretch(long ahead) {
    long first = 7 * 60_000 + 30_000;
    return ahead <= MAX_FUTURE ? -1 : Math.max(0, Math.ceilDiv(ahead - first, 900_000L));
  }

  private static Instant keyTime(EventRow row) {
    String key = row.get(Column.EVENT_KEY);
    return EventTime.parse(key.substring(0, key.indexOf('#'))).orElseThrow();
  }

  /** An event that happened some time after {@code HAPPENED}, as a request brings it. */
  private EventRow rowAt(long skew, long after, long waited, long underWay) {
    return row(
        object("user_id", "ada", "event_type", "login")
            .put("event_at", clientTime(skew, after))
            .put("sent_at", clientTime(skew, waited)),
        waited + underWay);
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
    Verdict verdict = intake.judge(event, reception(after));
    assertThat(verdict).isInstanceOf(Verdict.Good.class);
    return ((Verdict.Good) verdict).row();
  }

  private static Reception reception(long after) {
    return new Reception("tracker", HAPPENED.plus(Duration.ofMillis(after)), null, null);
  }
}
