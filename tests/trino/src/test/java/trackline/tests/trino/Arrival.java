package trackline.tests.trino;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;

/**
 * A line of the lake: an event, or a copy of one, in the partition that it arrived in.
 *
 * @param dt the partition
 * @param values what the line says of each column; an absent column is not in it
 */
record Arrival(LocalDate dt, Map<Column, Object> values) {

  static Arrival of(
      LocalDate dt, String userId, String eventId, String eventAt, String receivedAt) {
    Map<Column, Object> values = new EnumMap<>(Column.class);
    values.put(Column.USER_ID, userId);
    values.put(Column.EVENT_ID, eventId);
    values.put(Column.EVENT_AT, eventAt);
    values.put(Column.EVENT_KEY, eventAt + "#" + eventId);
    values.put(Column.RECEIVED_AT, receivedAt);
    values.put(Column.EVENT_TYPE, "click");
    return new Arrival(dt, values);
  }

  Arrival with(Column column, Object value) {
    Map<Column, Object> changed = new EnumMap<>(values);
    changed.put(column, value);
    return new Arrival(dt, changed);
  }

  Arrival in(LocalDate otherPartition) {
    return new Arrival(otherPartition, values);
  }

  @Nullable String text(Column column) {
    Object value = values.get(column);
    return value == null ? null : value.toString();
  }

  String key(Column column) {
    return String.valueOf(values.get(column));
  }

  /** What makes two lines the same event. */
  List<String> identity() {
    return List.of(key(Column.USER_ID), key(Column.EVENT_ID));
  }

  boolean isLogin() {
    return key(Column.EVENT_TYPE).equals("login");
  }

  /** Nobody knows who changed a row of an attached table. */
  boolean isCausedByItsUser() {
    String type = key(Column.EVENT_TYPE);
    return !type.startsWith("row_") || type.equals("row_inserted");
  }

  String day() {
    return key(Column.EVENT_AT).substring(0, 10);
  }
}
