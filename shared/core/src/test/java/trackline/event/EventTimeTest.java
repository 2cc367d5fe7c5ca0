package trackline.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
  /** The last millisecond of the year 9999. */
  private static final long LAST = 253_402_300_799_999L;

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T18:58:33Z, 2026-11-20T18:58:33.000Z",
    "2026-11-20T18:58:33.1239Z, 2026-11-20T18:58:33.123Z",
    "2026-11-20T20:58:33.5+02:00, 2026-11-20T18:58:33.500Z",
    "2026-11-20T18:58Z, 2026-11-20T18:58:00.000Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00.000Z"
  })
  void readsATimeIntoItsOneForm(String text, String form) {
    assertThat(EventTime.parse(text).map(EventTime::format)).contains(form);
  }

  /** As PHP, Python, Go, Java and databases write them, and as the standard allows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "2026-11-29T23:30:00+0100 2026-11-29T22:30:00.000Z",
        "2026-11-29T23:30:00+01 2026-11-29T22:30:00.000Z",
        "2026-11-29T23:30:00-0930 2026-11-30T09:00:00.000Z",
        "2026-11-29T23:30:00-00:00 2026-11-29T23:30:00.000Z",
        "2026-11-29t23:30:00z 2026-11-29T23:30:00.000Z",
        "2026-11-29T23:30:00,25Z 2026-11-29T23:30:00.250Z",
        "2026-11-29T23:30:00.1234567890123456789Z 2026-11-29T23:30:00.123Z",
        "2026-11-29T23:30:00.9999999999999Z 2026-11-29T23:30:00.999Z",
        "2026-11-29T23:30Z 2026-11-29T23:30:00.000Z",
        "2026-11-29T23:30+0100 2026-11-29T22:30:00.000Z",
        "2026-11-29T23Z 2026-11-29T23:00:00.000Z",
        "2026-11-29T23:30.5Z 2026-11-29T23:30:30.000Z",
        "2026-11-29T23,25Z 2026-11-29T23:15:00.000Z",
        "20261129T233000Z 2026-11-29T23:30:00.000Z",
        "20261129T233000.5+0100 2026-11-29T22:30:00.500Z",
        "20261129T2330Z 2026-11-29T23:30:00.000Z",
        "20261129T23+01 2026-11-29T22:00:00.000Z",
        "2026-W48-7T23:30:00Z 2026-11-29T23:30:00.000Z",
        "2026W487T233000Z 2026-11-29T23:30:00.000Z",
        "2026-w48-7t23:30:00z 2026-11-29T23:30:00.000Z",
        "2026-333T23:30:00Z 2026-11-29T23:30:00.000Z",
        "2026333T233000Z 2026-11-29T23:30:00.000Z",
        "2020-W53-5T00:00:00Z 2021-01-01T00:00:00.000Z"
      })
  void readsEveryFormOfTheStandardThatHasAZone(String text, String form) {
    assertThat(EventTime.parse(text).map(EventTime::format)).contains(form);
  }

  /** So RFC 3339 allows it, and so Python and Postgres write it. */
  @Test
  void readsABlankBetweenDateAndTime() {
    assertThat(EventTime.parse("2026-11-29 23:30:00+01"))
        .contains(Instant.parse("2026-11-29T22:30:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-20",
        "2026-11-20T18:58:33",
        "2026-02-30T00:00:00Z",
        "2026-11-20T18:58:60Z",
        "2026-11-20T24:00:00Z",
        "20261120T240000Z",
        "2026-11-20T24Z",
        "2026-11-20T18:60Z",
        "20261120T185860Z",
        "20260230T000000Z",
        "2026-W54-1T00:00:00Z",
        "2026-W53-8T00:00:00Z",
        "2026-366T00:00:00Z",
        "2026-000T00:00:00Z",
        "2026-11T00:00:00Z",
        "2026-W48T00:00:00Z",
        "2026-11-20Z",
        "20261120T185833",
        "2026-11-20T18:58:33.Z",
        "2026-11-20T18:58:33+1",
        "2026-11-20T18:58:33+19:00",
        "2026-11-20T18:58:33+01:60",
        "2026-11-20T18:58:33 +01:00",
        "2026-11-20T1858Z3Z",
        "2026-11-20TT18:58:33Z",
        "2026-11-20T18:5833Z",
        "2026-11-20T18:1818Z",
        "20261120185833Z",
        "+2026-11-20T18:58:33Z",
        "120261120T185833Z",
        "\u0662\u0660\u0662\u0666-11-20T18:58:33Z",
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "1762887513000"
      })
  void refusesWhatIsNone(String text) {
    assertThat(EventTime.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "0, true", "253402300799999, true", "253402300800000, false"})
  void hasATextOfTheFixedWidthInItsYearsOnly(long millis, boolean isInRange) {
    assertThat(EventTime.isInRange(Instant.ofEpochMilli(millis))).isEqualTo(isInRange);
  }

  /** So the sort key's order is the order of time. */
  @Property
  void sortsAsText(
      @ForAll @LongRange(max = LAST) long one, @ForAll @LongRange(max = LAST) long other) {
    String first = EventTime.format(Instant.ofEpochMilli(one));
    String second = EventTime.format(Instant.ofEpochMilli(other));
    assertThat(first).hasSize(24).hasSameSizeAs(second);
    assertThat(Integer.signum(first.compareTo(second))).isEqualTo(Long.compare(one, other));
  }

  @Property
  void readsWhatItWrote(@ForAll @LongRange(max = LAST) long millis) {
    Instant time = Instant.ofEpochMilli(millis);
    assertThat(EventTime.parse(EventTime.format(time))).isEqualTo(Optional.of(time));
  }

  /** Any text is a time or none, and never an exception. */
  @Property
  void bearsAnyText(@ForAll String text) {
    EventTime.parse(text).ifPresent(time -> assertThat(EventTime.isInRange(time)).isTrue());
  }
}
