package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WordsTest {

  private static final String TEXT = "2026-11-20T11:59:58Z  INFO   some words of a line and more";

  @Test
  void breaksBetweenWordsAndKeepsWhatStandsInTheIndent() {
    assertThat(Words.wrapped(TEXT, 50, 29))
        .containsExactly(
            "2026-11-20T11:59:58Z  INFO   some words of a line", " ".repeat(29) + "and more");
    assertThat(Words.wrapped(TEXT, 0, 29)).containsExactly(TEXT);
  }

  /** A terminal may be narrower than the indent, than a word, or than any text. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10, 19, 20, 21, 28, 29, 30, 31, 49, 60})
  void losesNoWordHoweverNarrowTheTerminalIs(int width) {
    for (String text : List.of(TEXT, "", " ", "x", "2026-11-20T11:59:58Z  INFO", "日本語のログ 日本語")) {
      for (int indent : List.of(0, 2, 8, 18, 29)) {
        assertThat(String.join(" ", Words.wrapped(text, width, indent)).split("\\s+", -1))
            .as("%s in %d columns", text, width)
            .containsExactly(text.split("\\s+", -1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10})
  void cutsToAnyWidth(int width) {
    for (String text : List.of("", "x", "arn:aws:s3:::bucket", "日本語", "e\u0301e\u0301e\u0301")) {
      assertThat(Words.width(Words.cut(text, width))).isLessThanOrEqualTo(Math.max(1, width));
    }
  }

  /** Escapes, line ends, marks of direction and of invisible text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b",
        "\n",
        "\r",
        "\t",
        "\u0000",
        "\u007f",
        "\u009b",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u200b",
        "\ufeff",
        "\udb40\udc41"
      })
  void whatSteersATerminalIsNotPrinted(String sign) {
    assertThat(Words.printable("a" + sign + "b")).isEqualTo("a?b");
  }

  @Test
  void lettersOfAllLanguagesArePrinted() {
    String text = "naïve Ünïcode e\u0301 日本語 עברית 🦊 👩\u200d🚀 می\u200cخواهم `x` \"y\"";
    assertThat(Words.printable(text)).isEqualTo(text);
  }
}
