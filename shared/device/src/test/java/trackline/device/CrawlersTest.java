package trackline.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whether each line of the table of crawlers can be right. */
final class CrawlersTest {

  /** A line of the table in the order of its fields. */
  private record Row(String text, String pattern, String name, String operator, String purpose) {

    static Row of(String line) {
      String[] fields = line.split("\t", -1);
      return new Row(fields[0], fields[1], fields[2], fields[3], fields[4]);
    }

    /** Whether its text alone is one of the user agents that it is for. */
    boolean fitsItsText() {
      return pattern.isEmpty() || Pattern.compile(pattern).matcher(text).find();
    }

    List<String> verdict() {
      return List.of(name, operator, purpose);
    }
  }

  private static List<Row> rows() throws IOException {
    try (InputStream in = Crawlers.class.getResourceAsStream("crawlers.tsv")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Row::of)
          .toList();
    }
  }

  /** What an earlier line takes would never be read. */
  @Test
  void everyLineIsReached() throws IOException {
    assertThat(rows())
        .hasSizeGreaterThan(1_000)
        .filteredOn(Row::fitsItsText)
        .allSatisfy(
            row -> {
              Bot bot = Objects.requireNonNull(Crawlers.ALL.find(row.text()));
              assertThat(bot)
                  .isEqualTo(
                      new Bot(
                          row.name(),
                          row.operator().isEmpty() ? null : row.operator(),
                          BotPurpose.of(row.purpose())));
            });
  }

  @Test
  void aCrawlerHasOneOperatorAndOnePurpose() throws IOException {
    Map<String, List<String>> known = new HashMap<>();
    for (Row row : rows()) {
      List<String> verdict = row.verdict().subList(1, 3);
      assertThat(known.computeIfAbsent(row.name().toLowerCase(Locale.ROOT), any -> verdict))
          .as(row.name())
          .isEqualTo(verdict);
    }
  }
}
