package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final StringWriter said = new StringWriter();
  private final Screen screen =
      new Screen(
          new PrintWriter(said),
          new PrintWriter(said),
          false,
          new Terminal(80, false),
          Clock.systemUTC());

  @Test
  void eachLineOfARemarkIsALine() {
    screen.remark("It is wrong:\n  here\n  and there");

    assertThat(said.toString().lines()).containsExactly("It is wrong:", "  here", "  and there");
  }

  @Test
  void nothingIsAnEmptyLine() {
    screen.remark("");

    assertThat(said.toString().lines()).containsExactly("");
  }
}
