package trackline.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-20",
        "2026-11-20T18:58:33",
        "2026-02-30T00:00:00Z",
        "2026-11-20T18:58:60Z",
        "2026-11-20T24:00:00Z",
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
