package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.event.Json;

/** What is downloaded for a build is known by a digest, or the build fails. */
class PinsTest {
  private static final Pattern PIN =
      Pattern.compile(
          "[A-Za-z0-9._-]+(\\[[a-z0-9, -]+])?==[^ ;]+( ; .+?)?( --hash=sha256:[0-9a-f]{64})+");
  private static final Pattern CONTINUED = Pattern.compile("\\\\\n\\s*");
  private static final Pattern INSTALL = Pattern.compile("/pip install\\b.*");

  /** Folders of what a build makes, or of what others wrote. */
  private static final Set<String> NOT_OURS = Set.of("target", ".tools", ".git", "node_modules");

  static List<Path> requirements() throws IOException {
    return named("requirements.*\\.txt");
  }

  static List<Path> locks() throws IOException {
    return named("package-lock\\.json");
  }

  static List<Path> makefiles() throws IOException {
    return named("Makefile|.*\\.mk");
  }

  @Test
  void mavenRefusesAnArtifactWithoutItsChecksum() throws IOException {
    assertThat(Files.readAllLines(Stack.ROOT.resolve(".mvn/maven.config")))
        .contains("--strict-checksums");
  }

  @ParameterizedTest
  @MethodSource("requirements")
  void everyRequirementHasItsDigests(Path file) throws IOException {
    assertThat(joined(file).lines())
        .filteredOn(line -> !line.isBlank() && !line.strip().startsWith("#"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).matches(PIN));
  }

  /** What is asked for by hand is in the file that is made of it, in the same version. */
  @ParameterizedTest
  @MethodSource("requirements")
  void whatIsAskedForIsPinned(Path file) throws IOException {
    Path asked = file.resolveSibling("requirements.in");
    if (Files.exists(asked)) {
      assertThat(joined(file).lines().map(line -> line.replaceFirst(" .*", "")).toList())
          .containsAll(
              Files.readAllLines(asked).stream().filter(line -> !line.startsWith("#")).toList());
    }
  }

  /** A dry run installs nothing: it is how the newest version is found. */
  @ParameterizedTest
  @MethodSource("makefiles")
  void pipInstallsByDigestOnlyAndBuildsNothing(Path file) throws IOException {
    assertThat(INSTALL.matcher(joined(file)).results().map(MatchResult::group))
        .allSatisfy(
            command ->
                assertThat(command)
                    .contains(" --only-binary :all: ")
                    .containsAnyOf(" --require-hashes ", " --dry-run "));
  }

  @ParameterizedTest
  @MethodSource("locks")
  void npmKnowsTheDigestOfEveryPackage(Path file) throws Exception {
    JsonNode packages = Json.read(Files.readString(file)).path("packages");

    assertThat(packages.size()).isGreaterThan(1);
    packages
        .properties()
        .forEach(
            one -> {
              if (!one.getKey().isEmpty()) {
                assertThat(one.getValue().path("integrity").asText())
                    .as(one.getKey())
                    .startsWith("sha512-");
              }
            });
  }

  @Test
  void othersAreHeldToTheirLockFiles() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : makefiles()) {
      all.append(joined(file)).append('\n');
    }

    assertThat(commands(all, "npm (ci|install)\\b.*"))
        .isNotEmpty()
        .allMatch(command -> command.startsWith("npm ci ") || command.contains("-lock-only "));
    assertThat(commands(all, "\\bcargo build\\b.*"))
        .isNotEmpty()
        .allMatch(c -> c.contains(" --locked "));
    assertThat(commands(all, ".*\\bgo build\\b.*"))
        .isNotEmpty()
        .allMatch(command -> command.contains("GOFLAGS=-mod=readonly "));
  }

  private static List<String> commands(CharSequence text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
  }

  /** A file whose continued lines are one line each. */
  private static String joined(Path file) throws IOException {
    return CONTINUED.matcher(Files.readString(file)).replaceAll("");
  }

  private static List<Path> named(String pattern) throws IOException {
    try (Stream<Path> files = Files.find(Stack.ROOT, 5, (path, _) -> isOurs(path))) {
      List<Path> found =
          files.filter(path -> path.getFileName().toString().matches(pattern)).sorted().toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  private static boolean isOurs(Path path) {
    return Stream.iterate(path, p -> p != null && !p.equals(Stack.ROOT), Path::getParent)
        .noneMatch(p -> NOT_OURS.contains(p.getFileName().toString()));
  }
}
