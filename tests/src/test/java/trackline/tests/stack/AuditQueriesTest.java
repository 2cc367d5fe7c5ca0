package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.audit.Denials;
import trackline.audit.Effect;
import trackline.engines.template.Template;

/** Binds the saved questions of stacks/audit.yaml to the files that the function audit asks. */
class AuditQueriesTest {
  private static final Path FILES =
      Stack.ROOT.resolve("functions/audit/src/main/resources/trackline/audit");
  private static final Template AUDIT = Resolved.template(Map.of());

  /**
   * A placeholder of Athena, past comments and texts, which may have question marks of their own.
   */
  private static final Pattern PLACEHOLDER = Pattern.compile("'[^']*'|--[^\n]*|(\\?)");

  private static final Pattern PARAMETERS = Pattern.compile("(?m)^-- parameters: (.*)$");
  private static final String WINDOW = " and eventTime >= \"${from}\" and eventTime < \"${to}\"";

  /** What questions have in common, which is no question. */
  private static final List<String> PARTS =
      List.of("calls.sql", "objects.sql", "who.sql", "window.sql");

  private static final Pattern PART = Pattern.compile("(\\s*)\\$\\{(calls|objects|who|window)}");
  private static final int LONGEST_FOR_LOGS = 10_000;
  private static final String USER = "(?i)\"user_id\"\\s*:\\s*\"USER\"";

  private static final Map<String, String> IN_ATHENA =
      Map.of(
          "first_day", "date_format(current_date - INTERVAL '1' DAY, '%Y/%m/%d')",
          "last_day", "date_format(current_date, '%Y/%m/%d')",
          "from", "date_format(now() - INTERVAL '1' DAY, '%Y-%m-%dT%H:%i:%sZ')",
          "to", "date_format(now(), '%Y-%m-%dT%H:%i:%sZ')",
          "table", "'^'",
          "bucket", "'^'",
          "principal", "'(^| )ARN-OR-NAME( |$)'",
          "key", "'" + USER + "'");

  static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sql") && !PARTS.contains(name))
          .map(name -> name.replace(".sql", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void everyQuestionIsSavedForBothEngines() throws IOException {
    assertThat(AUDIT.resources("AWS::Logs::QueryDefinition"))
        .containsOnlyKeys(names().map(name -> id(name) + "InLogs").toArray(String[]::new));
    assertThat(AUDIT.resources("AWS::Athena::NamedQuery").keySet())
        .filteredOn(id -> id.endsWith("InAthena"))
        .containsExactlyInAnyOrderElementsOf(names().map(name -> id(name) + "InAthena").toList());
  }

  private static String id(String name) {
    return Arrays.stream(name.split("_", -1))
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  /** The console chooses the time range, so that the text has none. */
  @ParameterizedTest
  @MethodSource("names")
  void logsInsightsHasTheTextOfTheFile(String name) throws IOException {
    JsonNode saved = AUDIT.resources("AWS::Logs::QueryDefinition").get(id(name) + "InLogs");
    String text =
        whole(name, ".insights")
            .replace(WINDOW, "")
            .replace("${table}", "^")
            .replace("${bucket}", "^")
            .replace("${principal}", "(^| )ARN-OR-NAME( |$)")
            .replace("${key}", USER);

    assertThat(saved).isNotNull();
    assertThat(saved.path("QueryString").asText().strip()).isEqualTo(text).doesNotContain("${");
    assertThat(text).hasSizeLessThan(LONGEST_FOR_LOGS);
    assertThat(saved.path("Name").asText()).isEqualTo("trackline/audit/" + name);
    assertThat(saved.path("LogGroupNames").toString()).isEqualTo("[\"trackline-trail-log-group\"]");
  }

  /** Each placeholder has the value of the past day in its place. */
  @ParameterizedTest
  @MethodSource("names")
  void athenaHasTheTextOfTheFile(String name) throws IOException {
    JsonNode saved = AUDIT.resources("AWS::Athena::NamedQuery").get(id(name) + "InAthena");
    String text = whole(name, ".sql");
    Iterator<String> parameters = parameters(text).iterator();

    assertThat(saved).isNotNull();
    assertThat(saved.path("QueryString").asText().strip())
        .isEqualTo(
            PLACEHOLDER
                .matcher(text)
                .replaceAll(
                    found ->
                        Matcher.quoteReplacement(
                            found.group(1) == null
                                ? found.group()
                                : IN_ATHENA.get(parameters.next()))));
    assertThat(parameters).isExhausted();
    assertThat(saved.path("Name").asText()).isEqualTo(name);
    assertThat(text).contains("-- title: " + saved.path("Description").asText());
    assertThat(saved.path("WorkGroup").asText()).isEqualTo("trackline-audit-workgroup");
  }

  private static Stream<String> parameters(String sql) {
    Matcher parameters = PARAMETERS.matcher(sql);
    assertThat(parameters.find()).isTrue();
    return Arrays.stream(parameters.group(1).split(", ", -1));
  }

  /** A file with those that it mentions in their places, as far in as their mention. */
  private static String whole(String name, String ending) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(FILES.resolve(name + ending))) {
      Matcher part = PART.matcher(line);
      if (part.matches()) {
        whole(part.group(2), ending)
            .lines()
            .map(inner -> (part.group(1) + inner).stripTrailing())
            .forEach(lines::add);
      } else {
        lines.add(line);
      }
    }
    return String.join("\n", lines)
        .replace("${reads}", Effect.READ.alternatives())
        .replace("${writes}", Effect.WRITE.alternatives())
        .replace("${deletes}", Effect.DELETE.alternatives())
        .replace("${known}", Effect.known())
        .replace("${denials}", Denials.alternatives());
  }
}
