package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.tests.stack.Stack.Function;

/** Builds the artifacts as a newcomer would, and runs them as Lambda does. */
class ArtifactsTest {
  /** The largest is rollup: three of its four AWS clients are a megabyte of model classes each. */
  private static final long THIRTEEN_MEGABYTES = 13_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Stack STACK = Stack.read();

  private static final String LAST_MONTH = "LAST_MONTH";
  private static final String NO_FAILURES = "{batchItemFailures=[]}";
  private static final String EVERY_ROLLUP_STARTED =
      "{active_users_per_day=started, devices=started, events_per_day=started,"
          + " ledger=started, logins_per_day=started, quarantine_per_day=started,"
          + " top_events=started}";

  /** What the payloads of events/ are answered on an empty account; the rollups say it in words. */
  private static final Map<String, String> EXPECTED =
      Map.ofEntries(
          Map.entry("ingest/events.json", "202"),
          Map.entry("ingest/events-batch.json", "200"),
          Map.entry("ingest/events-dry-run.json", "200"),
          Map.entry("ingest/events-rest.json", "202"),
          Map.entry("ingest/events-rest-batch.json", "200"),
          Map.entry("ingest/tag.json", "200"),
          Map.entry("ingest/segment-calls.json", "200"),
          Map.entry("ingest/segment-calls-batch.json", "200"),
          Map.entry("ingest/segment-import.json", "200"),
          Map.entry("ingest/segment-settings.json", "200"),
          Map.entry("ingest/rudder-settings.json", "200"),
          Map.entry("ingest/rudder-settings-browser.json", "200"),
          Map.entry("ingest/rudder-beacon.json", "200"),
          Map.entry("ingest/pixel.json", "200"),
          Map.entry("ingest/segment-webhook.json", "200"),
          Map.entry("forward/stream.json", NO_FAILURES),
          Map.entry("forward/existing-table.json", NO_FAILURES),
          Map.entry("attach/create.json", "{}"),
          Map.entry("attach/update.json", "{}"),
          Map.entry("attach/delete.json", "{}"),
          Map.entry("attach/given-up.json", "{}"),
          Map.entry("attach/schedule.json", "{attached=1, refused=[], tables=[existing-tables]}"),
          Map.entry("rollup/schedule.json", EVERY_ROLLUP_STARTED),
          Map.entry("rollup/refresh.json", "{logins_per_day=started}"),
          Map.entry("rollup/query-done.json", "{no_rollup=not_ours}"),
          Map.entry("query/any-users-events.json", "200"),
          Map.entry("query/user-events.json", "200"),
          Map.entry("query/user-logins.json", "200"),
          Map.entry("query/rollups.json", "200"),
          Map.entry("query/rollup.json", "202"),
          Map.entry("query/page.json", "200"),
          Map.entry("query/assets.json", "200"),
          Map.entry("query/tag.json", "200"),
          Map.entry("query/anything-else.json", "404"),
          Map.entry("audit/questions.json", "200"),
          Map.entry("audit/question.json", "200"),
          Map.entry("evidence/schedule.json", "{month=" + LAST_MONTH + ", written=true}"),
          Map.entry("evidence/month.json", "{month=2026-10, written=true}"));

  @TempDir static Path folder;
  private static Artifacts artifacts;

  @BeforeAll
  static void build() throws Exception {
    artifacts = Artifacts.build(Files.createDirectory(folder.resolve("clone")));
  }

  static List<Function> functions() {
    return STACK.functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void artifactsAreSmall(Function function) throws Exception {
    assertThat(artifacts.of(function).resolve("lib")).isNotEmptyDirectory();
    assertThat(artifacts.zipped(function)).isLessThan(THIRTEEN_MEGABYTES);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void artifactsWithoutVariablesNameThem(Function function) throws Exception {
    try (Emulator emulator = start(function, Map.of("AWS_REGION", "eu-central-1"))) {
      emulator.invoke("{}".getBytes(StandardCharsets.UTF_8));

      assertThat(emulator.log()).contains(function.variables().keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void artifactsAnswerTheirTriggersWithinTheirRights(Function function) throws Exception {
    try (AwsStandIn aws = new AwsStandIn();
        Emulator emulator = start(function, environment(function, aws))) {
      for (Path payload : payloads(function)) {
        String answer = emulator.invoke(bytes(payload, aws));

        assertThat(answer).as(payload + "\n" + emulator.log()).doesNotContain("errorType");
        assertThat(result(answer))
            .as(payload + "\n" + answer)
            .isEqualTo(expected(function, payload));
      }
      assertThat(rights(function)).containsAll(aws.actions());
      String log = emulator.log();
      metrics(function).forEach(member -> assertThat(log).contains(member));
    }
  }

  /** The domain and CloudFormation's bucket are the stand-in too, which takes every put. */
  @Test
  void theNestedStacksFunctionAnswersCloudFormation() throws Exception {
    Function search = SearchStackTest.function();
    Artifacts nested = artifacts.nested("SearchStack");
    assertThat(nested.zipped(search)).isLessThan(THIRTEEN_MEGABYTES);
    try (AwsStandIn aws = new AwsStandIn();
        Emulator emulator =
            start(
                nested,
                search,
                Map.of(
                    "AWS_REGION", "eu-central-1",
                    "AWS_ACCESS_KEY_ID", "none",
                    "AWS_SECRET_ACCESS_KEY", "none",
                    "SEARCH_ENDPOINT", aws.url()))) {
      String request =
          "{\"RequestType\":\"Create\",\"ResponseURL\":\"%s/answer\",".formatted(aws.url())
              + "\"ResourceProperties\":{\"Days\":\"30\"}}";

      String answer = emulator.invoke(request.getBytes(StandardCharsets.UTF_8));

      assertThat(answer).as(emulator.log()).isEqualTo("{}");
      assertThat(emulator.log()).contains("\"done\":true");
    }
  }

  /** What is sent, where CloudFormation's bucket is the stand-in too. */
  private static byte[] bytes(Path payload, AwsStandIn aws) throws IOException {
    return Files.readString(payload)
        .replaceAll("https://cloudformation-custom-resource-response-[^/]+", aws.url())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** An event of a file whose size is that of the stand-in's objects. */
  private static byte[] ofObjectsThere(Path payload) throws IOException {
    return Files.readString(payload)
        .replaceAll("\"size\": [0-9]+", "\"size\": " + AwsStandIn.OBJECT_SIZE)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The stand-in's objects are empty: files without an event. */
  @Test
  void theNestedImporterAnswersItsTriggersWithinItsRights() throws Exception {
    Function importer = AirkitStackTest.function();
    Artifacts nested = artifacts.nested("AirkitStack");
    assertThat(nested.zipped(importer)).isLessThan(THIRTEEN_MEGABYTES);
    try (AwsStandIn aws = new AwsStandIn()) {
      Map<String, String> environment = new HashMap<>(environment(importer, aws));
      environment.put("FILE_MAPPINGS", "trackline-landing/=airkit");
      try (Emulator emulator = start(nested, importer, environment)) {
        for (Path payload : payloads(importer)) {
          String answer = emulator.invoke(ofObjectsThere(payload));

          assertThat(answer).as(payload + "\n" + emulator.log()).doesNotContain("errorType");
          if (payload.endsWith("test.json")) {
            assertThat(answer).isEqualTo("{\"files\":[]}");
          } else {
            assertThat(answer).contains("\"status\":\"done\"");
          }
        }
        assertThat(AirkitStackTest.rights()).containsAll(aws.actions());
        assertThat(emulator.log()).contains("\"accepted\"", "\"quarantined\"", "\"status\"");
      }
    }
  }

  /** The status of an HTTP answer; another whole, its members in order. */
  private static @Nullable String expected(Function function, Path payload) {
    String answer = EXPECTED.get(function.name() + "/" + payload.getFileName());
    YearMonth lastMonth = YearMonth.now(ZoneOffset.UTC).minusMonths(1);
    return answer == null ? null : answer.replace(LAST_MONTH, lastMonth.toString());
  }

  private static String result(String json) throws IOException {
    Map<String, Object> answer =
        JSON.readValue(json, new TypeReference<TreeMap<String, Object>>() {});
    return String.valueOf(answer.getOrDefault("statusCode", answer));
  }

  private static List<Path> payloads(Function function) throws IOException {
    try (Stream<Path> files = Files.list(Stack.ROOT.resolve("events").resolve(function.name()))) {
      return files.sorted().toList();
    }
  }

  private static Emulator start(Function function, Map<String, String> environment)
      throws IOException, InterruptedException {
    return start(artifacts, function, environment);
  }

  private static Emulator start(Artifacts from, Function function, Map<String, String> environment)
      throws IOException, InterruptedException {
    return Emulator.start(
        from.of(function),
        function.handlerClass() + "::handleRequest",
        environment,
        Files.createTempFile(folder, function.name(), ".log"));
  }

  private static Map<String, String> environment(Function function, AwsStandIn aws) {
    Map<String, String> environment = new HashMap<>();
    function.variables().keySet().forEach(name -> environment.put(name, value(name)));
    environment.put("AWS_ENDPOINT_URL", aws.url());
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("AWS_ACCESS_KEY_ID", "none");
    environment.put("AWS_SECRET_ACCESS_KEY", "none");
    return environment;
  }

  /** The stand-in gives each secret its own id as its key, so these are the keys of events/. */
  private static String value(String variable) {
    return switch (variable) {
      case "WRITE_KEYS_SECRET" -> "local-write";
      case "READ_KEYS_SECRET" -> "local-read";
      case "AUDIT_KEYS_SECRET" -> "local-audit";
      case "SEGMENT_TOKENS_SECRET", "SEGMENT_SIGNING_SECRET" -> "local-segment";
      case "IP_ADDRESSES" -> "whole";
      case "TRACKING_PLAN", "TABLE_MAPPING" -> "default";
      case "TABLE_CHANGES" -> "all";
      case "EVENTS_TABLE" -> "trackline-EventsTable-1N2O3P4Q5R6S";
      case "ENABLE_STREAMS" -> "off";
      case "AUDIT_LOG_DAYS" -> "90";
      case "BATCH_SIZE", "BATCH_WINDOW_SECONDS", "RETRY_ATTEMPTS", "RECORD_AGE_SECONDS" -> "100";
      case "LATE_DAYS", "LEDGER_DAYS", "LOG_RETENTION_DAYS", "BUFFER_SECONDS" -> "3";
      default -> variable.toLowerCase(Locale.ROOT).replace('_', '-');
    };
  }

  /** The members of the log line that metric filters read. */
  private static Set<String> metrics(Function function) {
    return STACK.resources("AWS::Logs::MetricFilter").values().stream()
        .map(Stack.Resource::properties)
        .filter(filter -> filter.get("LogGroupName").equals(logGroup(function)))
        .map(
            filter ->
                String.valueOf(filter.get("FilterPattern"))
                    .replaceAll(".*\\$\\.(\\w+).*", "\"$1\""))
        // A line of its own, which is there only where something was refused.
        .filter(member -> !member.equals("\"entries\""))
        .collect(Collectors.toSet());
  }

  private static Object logGroup(Function function) {
    return Stack.map(function.resource().properties().get("LoggingConfig")).get("LogGroup");
  }

  private static Set<String> rights(Function function) {
    return Policy.of(STACK.resource("AWS::IAM::Role", role(function))).stream()
        .flatMap(policy -> policy.actions().stream())
        .collect(Collectors.toSet());
  }

  private static String role(Function function) {
    return function.referred(function.resource().properties().get("Role"));
  }
}
