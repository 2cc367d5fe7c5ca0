package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks who did what with the tables and the buckets, or which questions there are. */
@Command(
    name = "audit",
    description =
        "Ask CloudTrail's records who did what with the tables; without a question, list them."
            + " The period is the last 45 minutes unless told.",
    footer = {
      "",
      "In CSV a text that a spreadsheet would take for a formula (it begins with = + - @, a tab or"
          + " a line break) gets an apostrophe in front; --json has every value as it is.",
      "Example: trackline audit calls_by_region --last 24h",
      "Example: trackline audit key_history --key 4711 --last 7d --format csv"
    })
final class AuditCommand implements Callable<Integer> {

  private static final Duration USUAL = Duration.ofMinutes(45);

  private final Screen screen;

  @Mixin private final Options.Place place = new Options.Place();
  @Mixin private final Options.AuditKey auditKey = new Options.AuditKey();
  @Mixin private final Window window = new Window();
  @Mixin private final Options.Form form = new Options.Form();
  @Mixin private final Options.Layout layout = new Options.Layout();

  @Parameters(arity = "0..1", paramLabel = "QUERY", description = "The question, as listed.")
  private @Nullable String query;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "logs for what is recent, or athena; otherwise the service chooses.")
  private @Nullable String engine;

  @Option(
      names = "--principal",
      paramLabel = "WHO",
      description =
          "Whose calls: an ARN, a user's, role's or session's name, an id, a service or an account.")
  private @Nullable String principal;

  @Option(names = "--key", paramLabel = "VALUE", description = "The value of the item's key.")
  private @Nullable String key;

  @Option(
      names = "--key-name",
      paramLabel = "NAME",
      description = "The key's attribute; otherwise user_id.")
  private @Nullable String keyName;

  @Option(names = "--table", paramLabel = "TABLE", description = "Only calls of this table.")
  private @Nullable String table;

  @Option(names = "--bucket", paramLabel = "BUCKET", description = "Only calls of this bucket.")
  private @Nullable String bucket;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; a table unless told.")
  private Format format = Format.table;

  @Option(
      names = "--timeout",
      paramLabel = "LENGTH",
      defaultValue = "5m",
      description = "How long to wait for a slow answer (default ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ofMinutes(5);

  /** The ways to write an answer, in the words of the option. */
  enum Format {
    table,
    csv,
    json
  }

  AuditCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws InterruptedException {
    Api api = place.api(auditKey.value);
    if (query == null) {
      list(questions(api));
    } else {
      show(answer(api, query));
    }
    return 0;
  }

  private static JsonNode questions(Api api) {
    try {
      return api.get("/v1/audit", Map.of()).body();
    } catch (CommandFailure e) {
      throw e.status() == 404
          ? new CommandFailure(
              "This Trackline has no audit trail.",
              Hint.of("local --audit", "")
                  + " records one here; on AWS the parameter Audit=on makes one.",
              404)
          : e;
    }
  }

  private void list(JsonNode answer) {
    if (form.json || format == Format.json) {
      screen.json(answer);
      return;
    }
    Table questions = new Table("name", "title", "parameters");
    for (JsonNode question : answer.path("queries")) {
      questions.row(
          question.path("name").asText(),
          question.path("title").asText(),
          question
              .path("parameters")
              .valueStream()
              .map(parameter -> parameter.path("name").asText(parameter.asText()))
              .collect(Collectors.joining(", ")));
    }
    screen.show(questions, layout);
  }

  /** Asks again, of the same period, while the service says that its engine is not done yet. */
  private JsonNode answer(Api api, String question) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Map<String, String> parameters = parameters();
    Api.Answer answer = ask(api, question, parameters);
    while (answer.status() != 200) {
      if (System.nanoTime() + answer.retryAfter().toNanos() > deadline) {
        throw new CommandFailure(
            question + " was not answered within " + Times.about(timeout) + ".",
            api.failure(answer).getMessage() + " --timeout waits longer.",
            answer.status());
      }
      screen.progress("Waiting for " + question + " …");
      Thread.sleep(answer.retryAfter());
      answer = ask(api, question, parameters);
    }
    screen.progress("");
    return answer.body();
  }

  private static Api.Answer ask(Api api, String question, Map<String, String> parameters) {
    try {
      return api.ask("/v1/audit/" + Api.segment(question), parameters);
    } catch (CommandFailure e) {
      throw e.status() == 404
          ? CommandFailure.unknown("question", question, questions(api).path("queries"))
          : e;
    }
  }

  /** The period is fixed here: asked again, it finds the execution that has begun. */
  private Map<String, String> parameters() {
    Window.Period period = window.period(screen.clock().instant(), USUAL);
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("from", period.from().toString());
    parameters.put("to", period.to().toString());
    put(parameters, "engine", engine);
    put(parameters, "principal", principal);
    put(parameters, "key", key);
    put(parameters, "key_name", keyName);
    put(parameters, "table", table);
    put(parameters, "bucket", bucket);
    return parameters;
  }

  private static void put(Map<String, String> parameters, String name, @Nullable String value) {
    if (value != null) {
      parameters.put(name, value);
    }
  }

  private void show(JsonNode answer) {
    switch (form.json ? Format.json : format) {
      case json -> screen.json(answer);
      case csv -> CsvText.write(answer, screen.out());
      case table -> {
        Table rows = new Table(texts(answer.path("columns")));
        answer.path("rows").forEach(row -> rows.row(texts(row)));
        screen.show(rows, layout);
      }
    }
    remark(answer);
  }

  private void remark(JsonNode answer) {
    int rows = answer.path("rows").size();
    screen.remark(
        "%d %s by %s, from %s to %s."
            .formatted(
                rows,
                rows == 1 ? "row" : "rows",
                answer.path("engine").asText(),
                answer.path("from").asText(),
                answer.path("to").asText()));
    if (answer.path("truncated").asBoolean()) {
      screen.remark("There are more rows than an answer holds: ask for shorter periods.");
    }
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(value -> value.isNull() ? "" : value.asText()).toList();
  }
}
