package trackline.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import trackline.event.EventTime;
import trackline.http.HttpRequest;
import trackline.http.Parameters;

/**
 * What a call asks: a question about a time, of an engine.
 *
 * @param engine {@code logs} or {@code athena}
 */
record Ask(Inquiry inquiry, String engine) {

  private static final Duration RECENT = Duration.ofMinutes(45);
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final Duration LONGEST_FOR_LOGS = Duration.ofHours(24);
  private static final String TIME_WANTED = "an ISO date and time with a zone";
  private static final Predicate<String> PRINCIPAL = matching("[!-~ ]{1,512}");
  private static final Predicate<String> KEY = matching("[^\\p{Cntrl}]{1,256}");
  private static final Predicate<String> KEY_NAME = matching("[A-Za-z0-9_.-]{1,255}");
  private static final Predicate<String> PLACE = matching("[A-Za-z0-9_.-]{3,255}");

  /**
   * Reads a call's parameters.
   *
   * @param logDays how long the log group keeps a call
   * @throws trackline.http.Refusal 400 naming every fault
   */
  static Ask of(Question question, HttpRequest request, Clock clock, int logDays) {
    Parameters parameters = new Parameters(request, known(question));
    Instant now = clock.instant();
    Window window = window(parameters, now);
    Optional<String> place = place(question, parameters);
    Optional<Inquiry.Subject> subject = subject(question, request, parameters);
    String engine = engine(parameters, window, now.minus(Duration.ofDays(logDays)));
    parameters.done();
    return new Ask(new Inquiry(question, window, place, subject), engine);
  }

  private static List<String> known(Question question) {
    List<String> common = new ArrayList<>(List.of("from", "to", "engine", question.place()));
    common.addAll(question.asks());
    return common;
  }

  private static Optional<String> place(Question question, Parameters parameters) {
    String name = question.place();
    return parameters.read(name, "a " + name + "'s name", text -> when(PLACE, text));
  }

  private static Window window(Parameters parameters, Instant now) {
    Optional<Instant> to = parameters.read("to", TIME_WANTED, EventTime::parse);
    Optional<Instant> from = parameters.read("from", TIME_WANTED, EventTime::parse);
    // A call of this very second is within the window that ends now.
    Instant end = to.orElse(now.plusMillis(1));
    Instant start = from.orElse(end.minus(RECENT));
    if (!start.isBefore(end)) {
      parameters.fault("from", "must be before to");
    } else if (Duration.between(start, end).compareTo(LONGEST) > 0) {
      parameters.fault("from", "must lie at most 366 days before to");
    }
    if (end.isAfter(now.plus(AHEAD))) {
      parameters.fault("to", "must not lie more than a day ahead");
    }
    return Window.around(start, end);
  }

  private static String engine(Parameters parameters, Window window, Instant oldest) {
    Optional<String> wanted =
        parameters.read(
            "engine", "logs or athena", text -> when(List.of("logs", "athena")::contains, text));
    boolean kept = !window.from().isBefore(oldest);
    if (wanted.filter("logs"::equals).isPresent() && !kept) {
      parameters.fault("engine", "must be athena: the log group does not go back to from");
    }
    boolean brief = Duration.between(window.from(), window.to()).compareTo(LONGEST_FOR_LOGS) <= 0;
    return wanted.orElse(kept && brief ? "logs" : "athena");
  }

  private static Optional<Inquiry.Subject> subject(
      Question question, HttpRequest request, Parameters parameters) {
    question.asks().stream()
        .filter(name -> !name.equals("key_name") && !request.query().containsKey(name))
        .forEach(name -> parameters.fault(name, "is missing"));
    Optional<String> principal =
        parameters.read("principal", "1 to 512 ASCII characters", text -> when(PRINCIPAL, text));
    Optional<String> name =
        parameters.read("key_name", "an attribute's name", text -> when(KEY_NAME, text));
    Optional<String> key =
        parameters.read("key", "1 to 256 characters, none of control", text -> when(KEY, text));
    return principal
        .<Inquiry.Subject>map(Inquiry.Subject.Principal::new)
        .or(() -> key.map(value -> new Inquiry.Subject.Key(name.orElse("user_id"), value)));
  }

  private static Optional<String> when(Predicate<String> good, String text) {
    return Optional.of(text).filter(good);
  }

  private static Predicate<String> matching(String pattern) {
    return Pattern.compile(pattern).asMatchPredicate();
  }
}
