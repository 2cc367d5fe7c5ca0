package trackline.query;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import trackline.event.Column;

/** The events of one id, newest first, as far as they have been read. */
final class IdEvents {
  /** Who has not been read yet may have the newest. */
  static final Comparator<IdEvents> NEWEST_FIRST =
      Comparator.comparing(
          source -> source.place().orElse(null), Comparator.nullsFirst(Place.ORDER));

  private final String id;
  private final Queue<Map<String, AttributeValue>> items = new ArrayDeque<>();
  private Optional<String> after;
  private boolean read;

  IdEvents(String id, Optional<Place> before) {
    this.id = id;
    this.after = before.map(place -> place.after(id));
  }

  String id() {
    return id;
  }

  /** The key after which its next part begins. */
  Optional<String> after() {
    return after;
  }

  boolean wasRead() {
    return read;
  }

  /** Whether nothing is known of its next event. */
  boolean isToBeRead() {
    return items.isEmpty();
  }

  boolean isOver() {
    return items.isEmpty() && read && after.isEmpty();
  }

  void add(QueryResponse part) {
    items.addAll(part.items());
    after = Optional.ofNullable(key(part.lastEvaluatedKey()));
    read = true;
  }

  /** The place of its next event, or one that all its further events come after. */
  Optional<Place> place() {
    String key = items.isEmpty() ? after.orElse(null) : key(items.element());
    return Optional.ofNullable(key).map(known -> new Place(id, known));
  }

  Map<String, AttributeValue> peek() {
    return items.element();
  }

  void drop() {
    items.remove();
  }

  private static @Nullable String key(Map<String, AttributeValue> item) {
    AttributeValue key = item.get(Column.EVENT_KEY.columnName());
    return key == null ? null : key.s();
  }
}
