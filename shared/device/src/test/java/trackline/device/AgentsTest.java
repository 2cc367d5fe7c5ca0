package trackline.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import trackline.device.BrowserShapes.Label;

/**
 * The shares of what is read right in others' samples of crawlers and browsers, which {@code make
 * agents} prints.
 */
class AgentsTest {
  private static final Path ROOT = Path.of(System.getProperty("trackline.root"));
  private static final Path PINNED = ROOT.resolve("tools/crawlers");
  private static final Path SAMPLES = ROOT.resolve(".tools/crawlers/node_modules");
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, Device> DEVICES = new HashMap<>();

  @Test
  void nearlyAllCrawlersAreFlagged() throws IOException {
    assertThat(share("crawlers flagged", instances(_ -> true), AgentsTest::isBot))
        .isGreaterThanOrEqualTo(0.97);
  }

  @Test
  void everyCrawlerOfAModelIsFlagged() throws IOException {
    List<String> ai = instances(crawler -> crawler.path("tags").toString().contains("ai-crawler"));
    assertThat(ai).hasSizeGreaterThanOrEqualTo(90);
    assertThat(share("AI crawlers flagged", ai, AgentsTest::isBot)).isEqualTo(1);
  }

  @Test
  void everyFlaggedCrawlerHasAPurposeAndNoAddressForAName() throws IOException {
    assertThat(instances(_ -> true))
        .map(AgentsTest::device)
        .filteredOn(Device::isBot)
        .map(Device::bot)
        .allSatisfy(bot -> assertThat(String.valueOf(bot.name())).doesNotContain("/", "@"));
  }

  @Test
  void noBrowserIsFlagged() throws IOException {
    assertThat(share("browsers wrongly flagged", browsers(), AgentsTest::isBot)).isZero();
  }

  @Test
  void nearlyAllBrowsersAreReadRight() throws IOException {
    BrowserShapes shapes = BrowserShapes.load();
    List<String> known = browsers().stream().filter(shapes::has).toList();
    assertThat(share("browsers of a shape with labels", browsers(), shapes::has))
        .as("label new shapes in browser-shapes.tsv")
        .isGreaterThanOrEqualTo(0.95);
    assertThat(
            share(
                "classes right",
                known,
                ua -> shapes.of(ua).deviceClass().equals(read(ua).deviceClass())))
        .isGreaterThanOrEqualTo(0.99);
    assertThat(
            share("systems right", known, ua -> shapes.of(ua).system().equals(read(ua).system())))
        .isGreaterThanOrEqualTo(0.99);
    assertThat(
            share(
                "browsers right", known, ua -> shapes.of(ua).browser().equals(read(ua).browser())))
        .isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void theTableIsMadeOfThePinnedDataSets() throws IOException {
    String table =
        Files.readString(
            ROOT.resolve("shared/device/src/main/resources/trackline/device/crawlers.tsv"));
    String npm =
        JSON.readTree(PINNED.resolve("package.json").toFile())
            .at("/dependencies/crawler-user-agents")
            .asText();
    assertThat(table).as("run make crawlers").contains("# npm crawler-user-agents " + npm + ",");
    assertThat(Files.readAllLines(PINNED.resolve("requirements.txt")))
        .filteredOn(line -> line.startsWith("ai-crawler-index=="))
        .singleElement()
        .satisfies(
            pin ->
                assertThat(table)
                    .as("run make crawlers")
                    .contains("# PyPI " + pinned(pin).replace("==", " ") + ","));
  }

  /** The name and version of a requirement, without its digest. */
  private static String pinned(String requirement) {
    return requirement.replaceFirst(" .*", "");
  }

  /** Each is read once: the samples are larger than what is remembered of recent devices. */
  private static Device device(String userAgent) {
    return DEVICES.computeIfAbsent(userAgent, Device::of);
  }

  private static Label read(String userAgent) {
    Device device = device(userAgent);
    return new Label(
        device.deviceClass().value(),
        String.valueOf(device.osName()),
        String.valueOf(device.browserName()));
  }

  private static boolean isBot(String userAgent) {
    return device(userAgent).isBot();
  }

  private static double share(String what, List<String> of, Predicate<String> counted) {
    long count = of.stream().filter(counted).count();
    double share = (double) count / of.size();
    if (Boolean.getBoolean("trackline.agents")) {
      System.out.printf("%-34s %5d of %5d  %5.1f %%%n", what, count, of.size(), share * 100);
    }
    return share;
  }

  private static List<String> instances(Predicate<JsonNode> wanted) throws IOException {
    return entries("crawler-user-agents/crawler-user-agents.json")
        .filter(wanted)
        .flatMap(crawler -> stream(crawler.path("instances")))
        .map(JsonNode::asText)
        .toList();
  }

  private static List<String> browsers() throws IOException {
    return entries("user-agents/dist/user-agents.json")
        .map(browser -> browser.path("userAgent").asText())
        .distinct()
        .toList();
  }

  private static Stream<JsonNode> entries(String file) throws IOException {
    Path sample = SAMPLES.resolve(file);
    assertThat(sample).as("make .tools/crawlers/ready fetches the samples").exists();
    return stream(JSON.readTree(sample.toFile()));
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
