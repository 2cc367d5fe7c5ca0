package trackline.tests.readme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.local.Local;
import trackline.local.LocalOptions;

/**
 * The documents tell the truth: their commands run in order, those of the README first and then
 * those of the guides in the order of its map, and are answered as they say.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("trackline.root"));
  private static final String README = "README.md";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** The documents show the status above an answer; curl is made to write it below. */
  private static final Pattern SHOWN_STATUS = Pattern.compile("// (\\d{3})\n");

  private static final Pattern STATUS = Pattern.compile("\n// (\\d{3})$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  private static final Pattern GUIDE = Pattern.compile("]\\((docs/guides/[a-z-]+\\.md)\\)");

  private Local local;
  private Shell shell;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    local = Local.start(new LocalOptions(0, data, 200, 7, 1));
    shell = new Shell(ROOT, local.url());
  }

  @AfterAll
  void stop() {
    shell.close();
    local.close();
  }

  /** The README and the guides that its map names, in order. */
  private static List<String> pages() throws IOException {
    Stream<String> guides =
        GUIDE.matcher(Files.readString(ROOT.resolve(README))).results().map(link -> link.group(1));
    return Stream.concat(Stream.of(README), guides).distinct().toList();
  }

  @TestFactory
  Stream<DynamicTest> examples() throws IOException {
    List<DynamicTest> examples = new ArrayList<>();
    for (String page : pages()) {
      for (Example example : Example.of(ROOT.resolve(page))) {
        String name = name(page, example);
        examples.add(DynamicTest.dynamicTest(name, () -> check(name, example)));
      }
    }
    assertThat(examples).hasSizeGreaterThan(25);
    return examples.stream();
  }

  private static String name(String page, Example example) {
    return page + ":" + example.line() + " " + example.commands().lines().findFirst().orElse("");
  }

  private void check(String name, Example example) throws JsonProcessingException {
    String output = shell.run(example.commands());
    String what = name + "\n" + output;
    if (example.answer().isEmpty()) {
      assertThat(output).as(what).isEmpty();
      return;
    }
    Example.Answer answer = example.answer().get();
    switch (answer.language()) {
      case "jsonc" -> checkHttp(what, answer.text(), output);
      case "text" ->
          assertThat(Likeness.form(output)).as(what).isEqualTo(Likeness.form(answer.text()));
      default -> throw new AssertionError("An answer is jsonc or text, not " + answer.language());
    }
  }

  private static void checkHttp(String what, String shown, String output)
      throws JsonProcessingException {
    Matcher status = find(STATUS, output);
    Matcher shownStatus = find(SHOWN_STATUS, shown);
    assertThat(status.group(1)).as(what).isEqualTo(shownStatus.group(1));
    assertThat(
            Likeness.differences(
                JSON.readTree(shown.substring(shownStatus.end())),
                JSON.readTree(output.substring(0, status.start()))))
        .as(what)
        .isEmpty();
  }

  private static Matcher find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as("A status in " + text).isTrue();
    return matcher;
  }

  /** All that a reader of the repository finds. */
  static Stream<String> documents() throws IOException {
    try (Stream<Path> guides = Files.list(ROOT.resolve("docs/guides"))) {
      List<String> names = guides.map(guide -> ROOT.relativize(guide).toString()).toList();
      return Stream.concat(
          Stream.of(README, "SECURITY.md", "CONTRIBUTING.md"), names.stream().sorted());
    }
  }

  @Test
  void everyGuideIsOnTheMap() throws IOException {
    assertThat(pages()).containsAll(documents().filter(page -> page.startsWith("docs/")).toList());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksLeadSomewhere(String page) throws IOException {
    Path file = ROOT.resolve(page);
    for (MatchResult link : LINK.matcher(Files.readString(file)).results().toList()) {
      String to = link.group(1);
      if (!to.startsWith("http")) {
        check(page, file, to);
      }
    }
  }

  private static void check(String page, Path file, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path to =
        parts[0].isEmpty() ? file : requireNonNull(file.getParent()).resolve(parts[0]).normalize();
    assertThat(to).as(page + " " + link).exists();
    if (parts.length == 2) {
      assertThat(anchors(to)).as(page + " " + link).contains(parts[1]);
    }
  }

  private static List<String> anchors(Path page) throws IOException {
    return Files.readString(page)
        .lines()
        .filter(line -> line.matches("##+ .*"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
        .toList();
  }
}
