package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import trackline.event.Json;

/**
 * One place names the versions of Maven's artifacts, and the update bot knows what stands there.
 */
final class VersionsTest {
  private static final Path ROOT = Path.of(System.getProperty("trackline.root"));
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
  private static final Pattern PROPERTY = Pattern.compile("<([a-z0-9.-]+\\.version)>[^<$]+</\\1>");
  private static final Pattern USE = Pattern.compile("\\$\\{([a-z0-9.-]+\\.version)}");
  private static final Pattern GROUP = Pattern.compile("<groupId>([^<]+)</groupId>");

  @Test
  void onlyTheRootNamesAVersion() throws IOException {
    Map<String, List<String>> literal = new TreeMap<>();
    for (Map.Entry<String, String> pom : poms().entrySet()) {
      List<String> versions =
          all(VERSION, pom.getValue()).stream()
              .filter(version -> !version.startsWith("$") && !version.equals("1.0.0-SNAPSHOT"))
              .toList();
      if (!versions.isEmpty()) {
        literal.put(pom.getKey(), versions);
      }
    }
    assertThat(literal).isEmpty();
  }

  @Test
  void everyVersionIsUsed() throws IOException {
    Set<String> used = new TreeSet<>();
    for (String pom : poms().values()) {
      used.addAll(all(USE, pom));
    }
    used.remove("project.version");
    assertThat(all(PROPERTY, root()))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(used);
  }

  /** A rule for what is not there any more rules nothing, and nobody would notice. */
  @Test
  void theBotsRulesAreAboutWhatIsThere() throws Exception {
    Set<String> groups = new TreeSet<>();
    for (String pom : poms().values()) {
      groups.addAll(all(GROUP, pom));
    }
    JsonNode bot = Json.read(Files.readString(ROOT.resolve(".github/renovate.json")));
    bot.path("customManagers").forEach(one -> groups.add(one.path("depNameTemplate").asText()));
    for (JsonNode rule : bot.path("packageRules")) {
      for (JsonNode name : rule.path("matchPackageNames")) {
        assertThat(groups).as(name.textValue()).anyMatch(one -> one.startsWith(group(name)));
      }
    }
  }

  private static String group(JsonNode name) {
    return name.textValue().replaceFirst(":.*", "").replaceFirst("\\.\\*\\*$", "");
  }

  private static String root() throws IOException {
    return Files.readString(ROOT.resolve("pom.xml"));
  }

  /** Every pom.xml of the project by its path. */
  private static Map<String, String> poms() throws IOException {
    Map<String, String> poms = new TreeMap<>();
    for (String module : modules()) {
      Path pom = ROOT.resolve(module).resolve("pom.xml");
      poms.put(ROOT.relativize(pom).toString(), Files.readString(pom));
    }
    return poms;
  }

  private static List<String> modules() throws IOException {
    List<String> modules = new ArrayList<>(List.of(""));
    modules.addAll(all(Pattern.compile("<module>([^<]+)</module>"), root()));
    return modules;
  }

  private static List<String> all(Pattern pattern, String text) {
    try (Stream<MatchResult> found = pattern.matcher(text).results()) {
      return found.map(match -> match.group(1)).toList();
    }
  }
}
