package trackline.rollup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a result that an item has room for. Where not all fit, the days with the most rows
 * lose their last, none of them the more for being the last day.
 *
 * @param rows in their order
 * @param truncated whether there were more
 */
record Fitting(ArrayNode rows, boolean truncated) {
  /** An item holds 400 KB, names and the other attributes included. */
  static final int LARGEST = 350 * 1024;

  /** A row and which one of its day it is; the first column is the day. */
  private record Placed(int index, int place) {}

  static Fitting of(ArrayNode rows) {
    if (size(rows) <= LARGEST) {
      return new Fitting(rows, false);
    }
    BitSet kept = kept(rows);
    ArrayNode fitting = JsonNodeFactory.instance.arrayNode();
    kept.stream().forEach(index -> fitting.add(rows.get(index)));
    return new Fitting(fitting, true);
  }

  /** The first rows of all days, then their second ones, as far as there is room. */
  private static BitSet kept(ArrayNode rows) {
    BitSet kept = new BitSet();
    int size = "[]".length();
    for (Placed next : firstOfTheDaysFirst(rows)) {
      size += size(rows.get(next.index())) + ",".length();
      if (size > LARGEST) {
        break;
      }
      kept.set(next.index());
    }
    return kept;
  }

  private static List<Placed> firstOfTheDaysFirst(ArrayNode rows) {
    Map<JsonNode, Integer> places = new HashMap<>();
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      placed.add(new Placed(i, places.merge(rows.get(i).path(0), 1, Integer::sum)));
    }
    placed.sort(Comparator.comparingInt(Placed::place));
    return placed;
  }

  private static int size(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8).length;
  }
}
