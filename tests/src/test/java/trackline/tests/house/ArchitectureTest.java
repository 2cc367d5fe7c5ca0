package trackline.tests.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What stands in which room, and which way the arrows go: from the command down to what all share.
 */
class ArchitectureTest {
  private static final Path ROOT = Path.of(System.getProperty("trackline.root"));

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("trackline");

  /** The rooms, the lowest first; those of the functions are named by their handlers. */
  private static final Map<String, String[]> ROOMS =
      Map.of(
          "shared",
              packages(
                  "event", "lake", "ledger", "log", "plan", "http", "sql", "time", "search",
                  "device", "intake", "segment", "aws"),
          "fake", packages("fake.."),
          "integrity", packages("integrity.."),
          "engines", packages("engines..", "loopback", "opensearch"),
          "functions", functions().toArray(String[]::new),
          "local", packages("local.."),
          "cli", packages("cli.."));

  /** What a room may know beside itself. */
  private static final Map<String, Set<String>> BELOW =
      Map.of(
          "shared", Set.of(),
          "fake", Set.of("shared"),
          "integrity", Set.of("shared"),
          "engines", Set.of("shared"),
          "functions", Set.of("shared"),
          "local", Set.of("shared", "fake", "engines", "functions"),
          "cli", Set.of("shared", "fake", "integrity", "engines", "functions", "local"));

  private static final Pattern QUERY = Pattern.compile("\"[^\"\n]*\\bSELECT\\b[^\"\n]*\\bFROM\\b");

  private static String[] packages(String... names) {
    return Stream.of(names).map(name -> "trackline." + name).toArray(String[]::new);
  }

  /** The packages of what Lambda calls. */
  private static Set<String> functions() {
    return HOUSE.stream()
        .filter(ArchitectureTest::isHandler)
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isHandler(JavaClass type) {
    return type.isAssignableTo(RequestStreamHandler.class)
        || type.isAssignableTo(RequestHandler.class);
  }

  @Test
  void noArrowGoesUp() {
    LayeredArchitecture house =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitecture();
    for (Map.Entry<String, String[]> room : ROOMS.entrySet()) {
      house = house.layer(room.getKey()).definedBy(room.getValue());
    }
    for (Map.Entry<String, Set<String>> room : new TreeMap<>(BELOW).entrySet()) {
      house =
          room.getValue().isEmpty()
              ? house.whereLayer(room.getKey()).mayNotAccessAnyLayer()
              : house
                  .whereLayer(room.getKey())
                  .mayOnlyAccessLayers(room.getValue().toArray(String[]::new));
    }
    house.check(HOUSE);
  }

  @Test
  void noPackagesGoInACircle() {
    slices().matching("trackline.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void noFunctionKnowsAnother() {
    Set<String> all = functions();
    assertThat(all).hasSizeGreaterThan(7);
    for (String one : all) {
      String[] others = all.stream().filter(other -> !other.equals(one)).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(one)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .check(HOUSE);
    }
  }

  /** What others may use of a function is what Lambda calls, and the few that are named here. */
  @Test
  void aFunctionShowsItsHandlerOnly() {
    Set<String> shown =
        HOUSE.stream()
            .filter(type -> functions().contains(type.getPackageName()))
            .filter(
                type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !isHandler(type))
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    // The command attaches by the mapping; the tests of the audit's alarms go by the other two.
    assertThat(shown).containsExactly("Denials", "Effect", "TableMapping");
  }

  /** What is read once cannot be another at the next invocation. */
  @Test
  void onlyConstructorsReadTheEnvironment() {
    List<String> others = new ArrayList<>();
    for (JavaClass type : HOUSE) {
      if (!type.getPackageName().startsWith("trackline.cli")) {
        type.getMethodCallsFromSelf().stream()
            .filter(ArchitectureTest::isOfEnvironment)
            .filter(call -> !call.getOrigin().isConstructor())
            .map(JavaMethodCall::getDescription)
            .forEach(others::add);
      }
    }
    assertThat(others).isEmpty();
  }

  private static boolean isOfEnvironment(JavaMethodCall call) {
    return call.getTargetOwner().isEquivalentTo(System.class) && call.getName().equals("getenv");
  }

  @Test
  void eventsKnowNoAws() {
    noClasses()
        .that()
        .resideInAnyPackage(packages("event", "plan", "lake", "sql"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("software.amazon..", "com.amazonaws..")
        .check(HOUSE);
  }

  @Test
  void nobodyKnowsTheCommandsLibraries() {
    classes()
        .that(DescribedPredicate.describe("use picocli", ArchitectureTest::usesPicocli))
        .should()
        .resideInAPackage("trackline.cli..")
        .check(HOUSE);
  }

  private static boolean usesPicocli(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(to -> to.getTargetClass().getPackageName().startsWith("picocli"));
  }

  /** A query stands in a file of its own, where Athena, DuckDB and people read it. */
  @Test
  void noQueryStandsInJava() throws IOException {
    List<String> found = new ArrayList<>();
    for (String room : List.of("shared", "functions", "local", "cli")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(room))) {
        for (Path file : files.filter(ArchitectureTest::isMain).toList()) {
          if (QUERY.matcher(Files.readString(file)).find()) {
            found.add(ROOT.relativize(file).toString());
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static boolean isMain(Path file) {
    return file.toString().endsWith(".java") && file.toString().contains("/src/main/java/");
  }
}
