package trackline.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import trackline.aws.RollupState;
import trackline.aws.RollupTable;
import trackline.aws.RollupVersion;
import trackline.event.EventTime;
import trackline.event.Fault;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;
import trackline.http.Parameters;
import trackline.http.Refusal;
import trackline.log.LogLine;
import trackline.sql.Rollup;
import trackline.sql.Rollups;
import trackline.sql.Window;

/** The calls for rollups: their catalogue, and the newest version of one with its age. */
final class RollupFigures {

  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  /** The columns of a rollup that has every day, those without events with 0. */
  private static final int FIGURE_A_DAY = 2;

  private static final String DAY_WANTED = "a day as YYYY-MM-DD";

  private final RollupTable table;
  private final RefreshRequests refreshes;
  private final Clock clock;

  RollupFigures(RollupTable table, RefreshRequests refreshes, Clock clock) {
    this.table = table;
    this.refreshes = refreshes;
    this.clock = clock;
  }

  /** The days that a caller asked for, where they did. */
  private record Wanted(Optional<LocalDate> from, Optional<LocalDate> to) {}

  static HttpAnswer catalogue(HttpRequest request) {
    new Parameters(request, List.of()).done();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode rollups = document.putArray("rollups");
    for (Rollup rollup : Rollups.all()) {
      ObjectNode entry = rollups.addObject();
      entry.put("name", rollup.name()).put("title", rollup.title());
      rollup.columns().forEach(entry.putArray("columns")::add);
    }
    return HttpAnswer.json(200, document);
  }

  HttpAnswer answer(Rollup rollup, HttpRequest request, LogLine log) {
    Wanted wanted = wanted(request);
    Instant now = clock.instant();
    RollupState state = table.find(rollup.name());
    boolean fresh = state.version().filter(version -> version.isFresh(now)).isPresent();
    if (!fresh) {
      refresh(rollup, state, now, log);
    }
    return state
        .version()
        .map(version -> figures(version, window(version, wanted, now), fresh, now))
        .orElseGet(() -> notYet(rollup));
  }

  private static Wanted wanted(HttpRequest request) {
    Parameters parameters = new Parameters(request, List.of("from", "to"));
    Optional<LocalDate> from = parameters.read("from", DAY_WANTED, RollupFigures::day);
    Optional<LocalDate> to = parameters.read("to", DAY_WANTED, RollupFigures::day);
    if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
      parameters.fault("from", "must not be after to");
    }
    parameters.done();
    return new Wanted(from, to);
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return DAY.matcher(text).matches() ? Optional.of(LocalDate.parse(text)) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Asks for a newer version, unless one is being computed. Without any version it must succeed.
   */
  private void refresh(Rollup rollup, RollupState state, Instant now, LogLine log) {
    boolean running = state.lease().filter(lease -> lease.isAlive(now)).isPresent();
    if (running) {
      return;
    }
    try {
      refreshes.ask(rollup.name());
      log.put("refresh_asked", true);
    } catch (RuntimeException e) {
      if (state.version().isEmpty()) {
        throw e;
      }
      log.put("refresh_asked", false).error(e);
    }
  }

  /**
   * The days that are asked for; without a word, the seven that end today. A version from before
   * midnight speaks of today too: when it was computed, nothing had happened yet.
   */
  private static Window window(RollupVersion version, Wanted wanted, Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Window covered = new Window(version.from(), later(version.to(), today));
    LocalDate to = wanted.to().orElse(later(version.from(), today));
    LocalDate sevenDays = later(version.from(), today.minusDays(Window.DAYS - 1L));
    LocalDate from = wanted.from().orElse(sevenDays.isAfter(to) ? version.from() : sevenDays);
    List<Fault> faults = new ArrayList<>();
    outside("from", from, covered).ifPresent(faults::add);
    outside("to", to, covered).ifPresent(faults::add);
    if (!faults.isEmpty()) {
      throw Refusal.unprocessable("These days are not stored", faults);
    }
    return new Window(from, to);
  }

  private static Optional<Fault> outside(String name, LocalDate day, Window covered) {
    String detail = "is outside the stored days " + covered.from() + " to " + covered.to();
    return isWithin(day, covered) ? Optional.empty() : Optional.of(new Fault(name, detail));
  }

  private static boolean isWithin(LocalDate day, Window window) {
    return !day.isBefore(window.from()) && !day.isAfter(window.to());
  }

  private static LocalDate later(LocalDate one, LocalDate other) {
    return one.isAfter(other) ? one : other;
  }

  private static HttpAnswer figures(
      RollupVersion version, Window window, boolean fresh, Instant now) {
    ObjectNode document = head(version.name(), version.columns());
    ArrayNode rows = document.putArray("rows");
    for (JsonNode row : version.rows()) {
      // What is no day is none of the window's: items that others wrote may have any text there.
      day(row.path(0).asText()).filter(day -> isWithin(day, window)).ifPresent(_ -> rows.add(row));
    }
    if (version.columns().size() == FIGURE_A_DAY) {
      window.days().stream()
          .filter(day -> day.isAfter(version.to()))
          .forEach(day -> rows.addArray().add(day.toString()).add(0));
    }
    document.put("truncated", version.truncated());
    document.put("generated_at", EventTime.format(version.generatedAt()));
    document.put("age_seconds", Math.max(0, version.age(now).toSeconds()));
    document.put("stale", !fresh);
    document.put("bytes_scanned", version.bytesScanned());
    document.put("query_id", version.queryId());
    return HttpAnswer.json(200, document);
  }

  private static HttpAnswer notYet(Rollup rollup) {
    ObjectNode document = head(rollup.name(), rollup.columns());
    document.putArray("rows");
    document.put("truncated", false);
    document.putNull("generated_at");
    document.putNull("age_seconds");
    document.put("stale", true);
    document.putNull("bytes_scanned");
    document.putNull("query_id");
    return HttpAnswer.json(202, document).withHeader("retry-after", "2");
  }

  private static ObjectNode head(String name, List<String> columns) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("name", name);
    columns.forEach(document.putArray("columns")::add);
    return document;
  }
}
