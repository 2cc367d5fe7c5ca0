package trackline.tests.readme;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
import org.junit.jupiter.params.provider.ValueSource;
import trackline.local.Local;
import trackline.local.LocalOptions;

/** The README tells the truth: its commands run in order, and are answered as it says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("trackline.root"));
  private static final Path README = ROOT.resolve("README.md");
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** The README shows the status above an answer; curl is made to write it below. */
  private static final Pattern SHOWN_STATUS = Pattern.compile("// (\\d{3})\n");

  private static final Pattern STATUS = Pattern.compile("\n// (\\d{3})$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#][^)]*)\\)");

  private static final Pattern LINK_WITHIN = Pattern.compile("]\\((#[^)]*)\\)");

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

  @TestFactory
  Stream<DynamicTest> examples() throws IOException {
    List<Example> examples = Example.of(README);
    assertThat(examples).hasSizeGreaterThan(10);
    return examples.stream()
        .map(example -> DynamicTest.dynamicTest(name(example), () -> check(example)));
  }

  private static String name(Example example) {
    return "README.md:" + example.line() + " " + example.commands().lines().findFirst().orElse("");
  }

  private void check(Example example) throws JsonProcessingException {
    String output = shell.run(example.commands());
    String what = name(example) + "\n" + output;
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

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "SECURITY.md", "docs/guides/security.md"})
  void linksLeadSomewhere(String page) throws IOException {
    Path folder = requireNonNull(ROOT.resolve(page).getParent());
    Stream<String> files =
        LINK.matcher(Files.readString(ROOT.resolve(page)))
            .results()
            .map(link -> link.group(1).replaceFirst("#.*", ""))
            .filter(link -> !link.startsWith("http"));
    assertThat(files.map(folder::resolve)).isNotEmpty().allMatch(Files::exists);
  }

  @Test
  void linksWithinLeadToHeadings() throws IOException {
    String text = Files.readString(README);
    List<String> anchors =
        text.lines()
            .filter(line -> line.matches("##+ .*"))
            .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
            .map(heading -> "#" + heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
            .toList();
    Stream<String> links = LINK_WITHIN.matcher(text).results().map(link -> link.group(1));
    assertThat(links).isNotEmpty().allMatch(anchors::contains);
  }
}
