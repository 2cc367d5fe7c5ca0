package trackline.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import trackline.http.AnswerRoom;

/** An answer's rows, as many as an answer may hold. */
final class Rows {

  static final int MOST = 10_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final JsonMapper IN_ORDER = new JsonMapper();

  private final List<String> columns;
  private final List<ArrayNode> rows = new ArrayList<>();
  private final AnswerRoom room = new AnswerRoom();
  private boolean truncated;

  Rows(List<String> columns) {
    this.columns = columns;
  }

  /** Takes a row of texts, and says whether there was room for it. */
  boolean add(List<@Nullable String> texts) {
    ArrayNode row = JSON.arrayNode(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      row.add(value(columns.get(i), texts.get(i)));
    }
    truncated = truncated || rows.size() == MOST || !room.take(row);
    return !truncated && rows.add(row);
  }

  private static JsonNode value(String column, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return JSON.nullNode();
    }
    return switch (column) {
      case "calls" -> JSON.numberNode(Long.parseLong(text));
      case "item_key" -> JSON.textNode(inOrder(text));
      default -> JSON.textNode(text);
    };
  }

  /** A key's JSON with its members in the order of their names: each engine has its own. */
  private static String inOrder(String key) {
    if (!key.startsWith("{")) {
      return key;
    }
    try {
      return IN_ORDER.writeValueAsString(IN_ORDER.readValue(key, TreeMap.class));
    } catch (JsonProcessingException e) {
      return key; // What the trail has instead of a key is shown as it is.
    }
  }

  boolean truncated() {
    return truncated;
  }

  /** Notes that the engine had more than it gave. */
  void truncate() {
    truncated = true;
  }

  /**
   * The rows in the order of their kind, which is that of neither engine: they sort NULLs apart.
   */
  ArrayNode sorted() {
    ArrayNode sorted = JSON.arrayNode(rows.size());
    rows.stream().sorted(order()).forEach(sorted::add);
    return sorted;
  }

  private Comparator<ArrayNode> order() {
    Comparator<ArrayNode> order =
        Comparator.comparingLong(row -> -row.path(columns.indexOf("calls")).asLong());
    for (String newest : List.of("event_at", "last_at")) {
      order = order.thenComparing(by(columns.indexOf(newest)).reversed());
    }
    order = order.thenComparing(by(columns.indexOf("event_id")));
    for (int i = 0; i < columns.size(); i++) {
      order = order.thenComparing(by(i));
    }
    return order;
  }

  /** By a column's text, absent ones last; a column that is not there makes no difference. */
  private static Comparator<ArrayNode> by(int column) {
    return Comparator.comparing(
        row -> row.hasNonNull(column) ? row.get(column).asText() : null,
        Comparator.nullsLast(Comparator.naturalOrder()));
  }
}
