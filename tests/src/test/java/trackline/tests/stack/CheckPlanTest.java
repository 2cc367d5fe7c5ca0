package trackline.tests.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs functions/CheckPlan.java as the build of an artifact does. */
class CheckPlanTest {

  @TempDir private Path folder;

  private record Told(int exitCode, String text) {}

  private Told check() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                Stack.ROOT.resolve("functions/CheckPlan.java").toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Told(process.exitValue(), text);
  }

  /** A file of this name stands first on the class path, as the team's own one in an artifact. */
  private void plan(String text) throws IOException {
    Files.writeString(folder.resolve("tracking-plan.json"), text);
  }

  @Test
  void aPlanThatCanBeUsedEndsWithZero() throws Exception {
    assertThat(check()).isEqualTo(new Told(0, ""));
    plan("{\"event_types\":{\"login\":{}}}");
    assertThat(check()).isEqualTo(new Told(0, ""));
  }

  @Test
  void aPlanThatCannotBeUsedEndsTheBuildAndSaysWhy() throws Exception {
    plan("{\"event_types\":{\"login\":{\"properties\":{\"type\":\"objekt\"}}}}");

    Told told = check();
    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.text())
        .contains("cannot be used: /event_types/login/properties/type ")
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  void aPlanThatMayFailToJudgeAnEventIsBuiltAndSaysSo() throws Exception {
    plan("{\"event_types\":{\"login\":{\"properties\":{\"pattern\":\"^(a+)+$\"}}}}");

    Told told = check();
    assertThat(told.exitCode()).isZero();
    assertThat(told.text())
        .startsWith("The tracking plan: /event_types/login/properties/pattern repeats a group");
  }

  @Test
  void aFileThatIsNoJsonEndsTheBuildToo() throws Exception {
    plan("{\"event_types\":");

    Told told = check();
    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.text()).contains("tracking plan").doesNotContain("\tat ");
  }
}
