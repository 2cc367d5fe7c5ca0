package trackline.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FittingTest {
  private static ArrayNode rows(List<Integer> perDay, String name) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (int day = 0; day < perDay.size(); day++) {
      for (int place = 0; place < perDay.get(day); place++) {
        rows.addArray().add("2026-11-" + (14 + day)).add(place).add(name);
      }
    }
    return rows;
  }

  private static long of(ArrayNode rows, int day) {
    return rows.valueStream().filter(r -> r.path(0).asText().equals("2026-11-" + day)).count();
  }

  @Test
  void whatFitsIsWhole() {
    ArrayNode rows = rows(List.of(3, 0, 1), "login");
    assertThat(Fitting.of(rows)).isEqualTo(new Fitting(rows, false));
    assertThat(Fitting.of(rows(List.of(), ""))).isEqualTo(new Fitting(rows(List.of(), ""), false));
  }

  @Test
  void eachDayLosesItsLastRows() {
    ArrayNode rows = rows(List.of(100, 3, 100), "x".repeat(4_096));
    Fitting fitting = Fitting.of(rows);
    assertThat(fitting.truncated()).isTrue();
    assertThat(of(fitting.rows(), 15)).isEqualTo(3);
    assertThat(of(fitting.rows(), 14)).isBetween(40L, 42L);
    assertThat(of(fitting.rows(), 14) - of(fitting.rows(), 16)).isBetween(0L, 1L);
    assertThat(fitting.rows().path(1)).isEqualTo(rows.path(1));
  }

  @Property(tries = 200)
  void whatIsKeptFitsAndIsTheBeginningOfEachDay(
      @ForAll @Size(7) List<@IntRange(max = 100) Integer> perDay,
      @ForAll @IntRange(max = 512) int length) {
    ArrayNode rows = rows(perDay, "\uD83D\uDE00".repeat(length));
    Fitting fitting = Fitting.of(rows);
    assertThat(fitting.rows().toString().getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(Fitting.LARGEST);
    assertThat(fitting.truncated()).isEqualTo(fitting.rows().size() < rows.size());
    List<JsonNode> kept = fitting.rows().valueStream().toList();
    assertThat(kept).isSubsetOf(rows).isSortedAccordingTo(FittingTest::order);
    for (int day = 14; day < 21; day++) {
      long keptOfDay = of(fitting.rows(), day);
      String name = "2026-11-" + day;
      assertThat(fitting.rows().valueStream().filter(r -> r.path(0).asText().equals(name)))
          .allMatch(row -> row.path(1).asInt() < keptOfDay);
    }
  }

  private static int order(JsonNode one, JsonNode other) {
    int byDay = one.path(0).asText().compareTo(other.path(0).asText());
    return byDay != 0 ? byDay : Integer.compare(one.path(1).asInt(), other.path(1).asInt());
  }
}
