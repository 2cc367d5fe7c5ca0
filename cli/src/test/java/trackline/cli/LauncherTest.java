package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the script in a tree of its own whose Maven and Java only tell what they were asked. */
final class LauncherTest {

  @TempDir private Path tree;

  private record Told(int exitCode, String out) {}

  @BeforeEach
  void plant() throws IOException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("trackline.root")));
    Files.copy(root.resolve("trackline"), tree.resolve("trackline"));
    script("scripts/jdk", "echo " + tree.resolve("jdk"));
    script("jdk/bin/java", "for word; do :; done; echo \"java: $word\"");
    script("scripts/mvn", "echo maven >&2; echo /jars >" + tree.resolve("cli/target/class-path"));
    Files.createDirectories(tree.resolve("cli/src/main/java"));
    Files.createDirectories(tree.resolve("functions/ingest/src/main"));
    write("pom.xml", "");
    write("cli/src/main/java/A.java", "");
    write("cli/src/main/java/B.java", "");
    age(60);
  }

  @Test
  void buildsOnceAndThenRuns() throws Exception {
    Told first = run("one");
    Told second = run("two words");

    assertThat(first.out()).contains("building").endsWith("java: one\n");
    assertThat(second.out()).isEqualTo("java: two words\n");
  }

  @Test
  void buildsAgainWhenASourceChangedOrWent() throws Exception {
    run("one");
    write("cli/src/main/java/A.java", "changed");
    assertThat(run("two").out()).contains("building");
    assertThat(run("three").out()).doesNotContain("building");

    Files.delete(tree.resolve("cli/src/main/java/B.java"));
    assertThat(run("four").out()).contains("building");
  }

  @Test
  void tellsWhyABuildFailed() throws Exception {
    script("scripts/mvn", "echo '[ERROR] /a/B.java:[1,2] no'; echo '[ERROR] -> [Help 1]'; exit 1");

    Told told = run("one");

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.out())
        .contains("[ERROR] /a/B.java:[1,2] no", "the build failed")
        .doesNotContain("Help 1", "java: one");
  }

  @Test
  void passesTheExitCodeOn() throws Exception {
    run("one");
    script("jdk/bin/java", "exit 2");

    assertThat(run("two").exitCode()).isEqualTo(2);
  }

  /** Whoever names a JDK is not given another one. */
  @Test
  void takesTheJdkThatIsNamedOrSaysWhyNot() throws Exception {
    script("old/bin/javac", "");
    write("old/release", "JAVA_VERSION=\"21.0.5\"\n");
    Files.createDirectories(tree.resolve("empty"));

    assertThat(jdk(Path.of(System.getProperty("java.home"))))
        .isEqualTo(new Told(0, System.getProperty("java.home") + "\n"));
    assertThat(jdk(tree.resolve("old")))
        .satisfies(told -> assertThat(told.exitCode()).isEqualTo(1))
        .satisfies(told -> assertThat(told.out()).contains("is a JDK 21.", "JDK 25 or later"));
    assertThat(jdk(tree.resolve("empty")).out()).contains("is no JDK", "JDK 25 or later");
    assertThat(jdk(tree.resolve("none")).out()).contains("no such folder", "unset it");
  }

  private static Told jdk(Path named) throws IOException, InterruptedException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("trackline.root")));
    ProcessBuilder builder = new ProcessBuilder("bash", root.resolve("scripts/jdk").toString());
    builder.environment().put("TRACKLINE_JDK", named.toString());
    return told(builder);
  }

  private Told run(String argument) throws IOException, InterruptedException {
    return told(new ProcessBuilder("bash", tree.resolve("trackline").toString(), argument));
  }

  private static Told told(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Told(process.exitValue(), out);
  }

  private void script(String path, String body) throws IOException {
    Path file = write(path, "#!/usr/bin/env bash\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Path write(String path, String text) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** Lets everything in the tree be so many seconds older than now. */
  private void age(int seconds) throws IOException {
    FileTime time = FileTime.from(Instant.now().minusSeconds(seconds));
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, time);
      }
    }
  }
}
