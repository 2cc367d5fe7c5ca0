package trackline.audit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * The time that a question is about, in whole seconds: CloudTrail notes no smaller ones.
 *
 * @param from the first second
 * @param to the second after the last one
 */
record Window(Instant from, Instant to) {

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu/MM/dd");

  /** The window that holds every second which the given times touch. */
  static Window around(Instant from, Instant to) {
    Instant second = to.truncatedTo(ChronoUnit.SECONDS);
    return new Window(
        from.truncatedTo(ChronoUnit.SECONDS), second.equals(to) ? to : second.plusSeconds(1));
  }

  String firstDay() {
    return day(from);
  }

  /** A file may lie a day after its calls. */
  String lastDay() {
    return day(to.plus(1, ChronoUnit.DAYS));
  }

  private static String day(Instant time) {
    return DAY.format(LocalDate.ofInstant(time, ZoneOffset.UTC));
  }
}
