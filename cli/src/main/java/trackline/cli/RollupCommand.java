package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a rollup, or which there are. */
@Command(
    name = "rollup",
    description = "Show a rollup, for example the logins per day; without a name, list them.",
    footer = {"", "Example: trackline rollup logins_per_day --wait"})
final class RollupCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int NOT_FOUND = 404;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Screen screen;

  @Mixin private final Options.Place place = new Options.Place();
  @Mixin private final Options.ReadKey key = new Options.ReadKey();
  @Mixin private final Options.Form form = new Options.Form();
  @Mixin private final Options.Layout layout = new Options.Layout();

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The rollup, as the list has it.")
  private @Nullable String name;

  @Option(names = "--from", paramLabel = "DAY", description = "The first day, YYYY-MM-DD (UTC).")
  private @Nullable LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "The last day, YYYY-MM-DD (UTC).")
  private @Nullable LocalDate to;

  @Option(
      names = "--wait",
      description = "Wait until the rollup is younger than five minutes, two minutes at most.")
  private boolean wait;

  RollupCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws InterruptedException {
    Api api = place.api(key.value);
    if (name == null) {
      list(api.get("/v1/rollups", Map.of()).body());
      return 0;
    }
    Api.Answer answer = answer(api, name);
    if (form.json) {
      screen.json(answer.body());
    } else if (answer.status() == 200) {
      show(answer.body());
    }
    if (answer.status() != 200) {
      throw new CommandFailure(
          name + " has not been computed yet; that has now started.",
          "Ask again in a moment, or with --wait.");
    }
    return 0;
  }

  private void list(JsonNode answer) {
    if (form.json) {
      screen.json(answer);
      return;
    }
    Table table = new Table("name", "title", "columns");
    for (JsonNode rollup : answer.path("rollups")) {
      table.row(
          rollup.path("name").asText(),
          rollup.path("title").asText(),
          String.join(", ", texts(rollup.path("columns"))));
    }
    screen.show(table, layout);
  }

  private Api.Answer answer(Api api, String rollup) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Api.Answer answer = ask(api, rollup);
    while (wait && answer.body().path("stale").asBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailure(
            rollup + " was still stale after " + Times.about(PATIENCE) + ".",
            "The log of the function rollup says why: here "
                + Hint.of("logs rollup --data DIR", "")
                + ", on AWS `sam logs`.");
      }
      screen.progress("Waiting for " + rollup + " …");
      Thread.sleep(PAUSE);
      answer = ask(api, rollup);
    }
    screen.progress("");
    return answer;
  }

  private Api.Answer ask(Api api, String rollup) {
    try {
      return api.get(path(rollup), window());
    } catch (CommandFailure failure) {
      if (failure.status() == NOT_FOUND) {
        // Where no list is found either, it is the address that is wrong, and that is told.
        JsonNode known = api.get("/v1/rollups", Map.of()).body().path("rollups");
        throw CommandFailure.unknown("rollup", rollup, known);
      }
      throw failure;
    }
  }

  private static String path(String rollup) {
    return "/v1/rollups/" + Api.segment(rollup);
  }

  private Map<String, String> window() {
    Map<String, String> window = new TreeMap<>();
    if (from != null) {
      window.put("from", from.toString());
    }
    if (to != null) {
      window.put("to", to.toString());
    }
    return window;
  }

  private void show(JsonNode rollup) {
    Table table = new Table(texts(rollup.path("columns")));
    for (JsonNode row : rollup.path("rows")) {
      table.row(texts(row));
    }
    screen.show(table, layout);
    screen.remark(age(rollup));
    if (rollup.path("truncated").asBoolean()) {
      screen.remark(
          "Not whole: there were more rows than can be kept, and the days with the most lost their last.");
    }
  }

  private static String age(JsonNode rollup) {
    Duration age = Duration.ofSeconds(rollup.path("age_seconds").asLong());
    String text = "Computed " + Times.about(age) + " ago" + scanned(rollup) + ".";
    return rollup.path("stale").asBoolean()
        ? text + " A newer version is being computed: --wait waits for it."
        : text;
  }

  private static String scanned(JsonNode rollup) {
    return rollup.path("bytes_scanned").isNumber()
        ? " from " + bytes(rollup.path("bytes_scanned").asLong())
        : "";
  }

  private static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " bytes";
    } else if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(value -> value.isNull() ? "" : value.asText()).toList();
  }
}
