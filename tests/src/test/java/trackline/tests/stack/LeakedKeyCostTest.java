package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide's bound to the cost of a leaked key, reckoned anew from the template. */
class LeakedKeyCostTest {
  private static final Stack STACK = Stack.read();
  private static final long DAY = 24 * 60 * 60;
  private static final double MILLION = 1e6;
  private static final double KIB = 1024;
  private static final double GIB = KIB * KIB * KIB;
  private static final double TIB = KIB * GIB;

  // List prices of us-east-1 in dollars, those that the guide names.
  private static final double API_MILLION = 1.00;
  private static final double CALL_MILLION = 0.20;
  private static final double GB_SECOND_ARM = 0.0000133334;
  private static final double WRITE_MILLION = 0.625;
  private static final double READ_MILLION = 0.125;
  private static final double FIREHOSE_GB = 0.029;
  private static final double PUT_THOUSAND = 0.005;
  private static final double LOG_GB = 0.50;
  private static final double INSIGHTS_GB = 0.005;
  private static final double ATHENA_TB = 5.00;
  private static final double OUT_GB = 0.09;
  private static final double SECRET_10_000 = 0.05;
  private static final double KMS_10_000 = 0.03;
  private static final double TABLE_GB_MONTH = 0.25;
  private static final double RECOVERY_GB_MONTH = 0.20;
  private static final double S3_GB_MONTH = 0.023;

  /** The executions that an account has by default. */
  private static final int ACCOUNT = 1000;

  // What the guide assumes of a request.
  private static final double BODY_BYTES = 64 * KIB;
  private static final double LOG_BYTES = 3 * KIB;
  private static final double ANSWER_BYTES = 4 * KIB;

  /** A line of the lake has its item's bytes, escapes, and what the device tells. */
  private static final int LINE_BY_ITEM = 2;

  /** An execution that meets unknown keys fetches their secret so often a day: once a minute. */
  private static final double FETCHES = 24 * 60;

  /** The rollups that read the lake. */
  private static final int ROLLUPS = 6;

  /** Routes of ingest at which a write key opens nothing: they answer anybody, or want a token. */
  private static final Set<String> OTHER_ROUTES =
      Set.of("SegmentSettings", "RudderSettings", "RudderSettingsBrowser", "SegmentWebhook");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([^|]+) \\| [^|]*\\| ([\\d,]+) \\| ([\\d,]+) \\|$");
  private static final Pattern PARAMETERS = Pattern.compile("(?m)^\\| (`[^|]+) \\| ([^|]+) \\|");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");
  private static final Pattern SETTINGS = Pattern.compile("`(\\w+)=(\\d+)`");
  private static final Pattern KEPT =
      Pattern.compile(
          "costs ([\\d,]+) dollars a month in the table and ([\\d,]+) in the quarantine");

  @Test
  void theReadmesTableIsWhatTheTemplateGives() throws IOException {
    Map<String, List<String>> expected = new LinkedHashMap<>();
    Map<String, Double> asItComes = rows(Map.of());
    Map<String, Double> small = rows(settings());
    asItComes.forEach(
        (what, dollars) -> expected.put(what, List.of(text(dollars), text(small.get(what)))));
    expected.put("together", List.of(text(sum(asItComes)), text(sum(small))));

    Map<String, List<String>> told = new LinkedHashMap<>();
    for (MatchResult row : ROW.matcher(section()).results().toList()) {
      told.put(row.group(1), List.of(row.group(2), row.group(3)));
    }
    assertThat(told).containsExactlyEntriesOf(expected);
  }

  @Test
  void theReadmesParametersAreAsTheyCome() throws IOException {
    List<MatchResult> rows = PARAMETERS.matcher(section()).results().toList();

    assertThat(rows).hasSize(6);
    for (MatchResult row : rows) {
      List<String> defaults =
          NAME.matcher(row.group(1))
              .results()
              .map(name -> text(units(name.group(1), Map.of())))
              .toList();
      assertThat(row.group(2)).as(row.group(1)).isEqualTo(told(defaults));
    }
  }

  private static String told(List<String> defaults) {
    if (defaults.equals(List.of("0"))) {
      return "0, off";
    }
    boolean alike = defaults.size() == 2 && defaults.getFirst().equals(defaults.getLast());
    return alike ? defaults.getFirst() + " each" : String.join(", ", defaults);
  }

  @Test
  void theReadmeSaysWhatADayLeavesBehind() throws IOException {
    double items = units("EventsWriteUnits", Map.of()) * DAY * KIB / GIB;
    double table = items * (2 * TABLE_GB_MONTH + RECOVERY_GB_MONTH);
    double quarantine = requests(Map.of()) * BODY_BYTES / GIB * S3_GB_MONTH;

    assertThat(KEPT.matcher(section()).results())
        .singleElement()
        .satisfies(
            told ->
                assertThat(List.of(told.group(1), told.group(2)))
                    .containsExactly(text(table), text(quarantine)));
  }

  /** Dollars a day, by the guide's names of them. */
  private static Map<String, Double> rows(Map<String, Integer> given) {
    double requests = requests(given);
    double writes = units("EventsWriteUnits", given) * DAY;
    double logs = requests * LOG_BYTES / GIB;
    Map<String, Double> rows = new LinkedHashMap<>();
    rows.put("HTTP API", requests / MILLION * API_MILLION);
    rows.put(
        "Lambda, calls", (requests + writes / units("BatchSize", given)) / MILLION * CALL_MILLION);
    rows.put("Lambda, time", executions(given) * DAY * gigabytes() * GB_SECOND_ARM);
    double fetches = bounded("IngestReservedConcurrency", given) * FETCHES / 10_000;
    rows.put("keys' secret, which guesses have fetched", fetches * SECRET_10_000);
    rows.put("its decryption by the stack's KMS key", fetches * KMS_10_000);
    rows.put("events table and its index, writes", 2 * writes / MILLION * WRITE_MILLION);
    rows.put("events table, reads", units("EventsReadUnits", given) * DAY / MILLION * READ_MILLION);
    rows.put(
        "erasures table",
        (units("ErasuresReadUnits", given) * READ_MILLION
                + units("ErasuresWriteUnits", given) * WRITE_MILLION)
            * DAY
            / MILLION);
    rows.put("Firehose", writes * KIB / GIB * LINE_BY_ITEM * FIREHOSE_GB);
    rows.put("quarantine, an object a request", requests / 1000 * PUT_THOUSAND);
    rows.put("logs", logs * LOG_GB);
    rows.put("the ledger, which reads them", logs * 24 * units("LedgerDays", given) * INSIGHTS_GB);
    rows.put("rollups", ROLLUPS * 24 * units("ScanCutoffBytes", given) / TIB * ATHENA_TB);
    rows.put("answers", requests * ANSWER_BYTES / GIB * OUT_GB);
    return rows;
  }

  private static double requests(Map<String, Integer> given) {
    return routes() * units("ThrottlingRate", given) * DAY;
  }

  private static int routes() {
    List<String> routes =
        STACK.functions().stream()
            .filter(function -> function.name().equals("ingest"))
            .flatMap(function -> function.triggers().stream())
            .map(Stack.Trigger::name)
            .toList();
    assertThat(routes).containsAll(OTHER_ROUTES);
    return routes.size() - OTHER_ROUTES.size();
  }

  /** Those of ingest and forward where both have a bound, else all that the account has. */
  private static double executions(Map<String, Integer> given) {
    double ingest = units("IngestReservedConcurrency", given);
    double forward = units("ForwardReservedConcurrency", given);
    return ingest > 0 && forward > 0 ? ingest + forward : ACCOUNT;
  }

  /** Those of one function where it has a bound, else all that the account has. */
  private static double bounded(String parameter, Map<String, Integer> given) {
    double bound = units(parameter, given);
    return bound > 0 ? bound : ACCOUNT;
  }

  /** The memory of the largest function. */
  private static double gigabytes() {
    return STACK.functions().stream()
            .mapToInt(one -> (int) one.resource().properties().get("MemorySize"))
            .max()
            .orElseThrow()
        / KIB;
  }

  private static double units(String parameter, Map<String, Integer> given) {
    Number standard = (Number) STACK.parameter(parameter).get("Default");
    return given.containsKey(parameter) ? given.get(parameter) : standard.doubleValue();
  }

  private static double sum(Map<String, Double> rows) {
    return rows.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static String text(double dollars) {
    return String.format(Locale.ROOT, "%,.0f", dollars);
  }

  /** The settings of the table's last column, as its section names them. */
  private static Map<String, Integer> settings() throws IOException {
    Map<String, Integer> settings = new LinkedHashMap<>();
    for (MatchResult one : SETTINGS.matcher(section()).results().toList()) {
      settings.put(one.group(1), Integer.valueOf(one.group(2)));
    }
    assertThat(settings).isNotEmpty();
    assertThat(STACK.parameters()).containsKeys(settings.keySet().toArray(String[]::new));
    return settings;
  }

  private static String section() throws IOException {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Stack.ROOT.resolve("docs/guides/cost.md"))) {
      inside = line.startsWith("#") ? line.equals("## What a leaked key can cost") : inside;
      if (inside) {
        lines.add(line);
      }
    }
    assertThat(lines).isNotEmpty();
    return String.join("\n", lines);
  }
}
