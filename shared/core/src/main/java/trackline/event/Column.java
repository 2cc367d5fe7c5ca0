package trackline.event;

import static trackline.event.Column.Origin.CLIENT;
import static trackline.event.Column.Origin.DERIVED;
import static trackline.event.Column.Origin.SERVER;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A field of an event, under the one name that it has as JSON member, item attribute, lake field
 * and Athena column. The order is the order of the lake's columns.
 */
public enum Column {
  EVENT_ID(CLIENT),
  USER_ID(CLIENT),
  ANONYMOUS_ID(CLIENT),
  EVENT_TYPE(CLIENT),
  EVENT_NAME(CLIENT),
  EVENT_AT(CLIENT),
  EVENT_KEY(SERVER),
  RECEIVED_AT(SERVER),
  SOURCE(SERVER),
  IP_ADDRESS(CLIENT),
  USER_AGENT(CLIENT),
  SESSION_ID(CLIENT),
  PAGE_URL(CLIENT),
  PAGE_PATH(CLIENT),
  REFERRER(CLIENT),
  COUNTRY(CLIENT),
  /** Everything else that the client sent, as JSON text. */
  PROPERTIES(CLIENT),
  DEVICE_CLASS(DERIVED),
  OS_NAME(DERIVED),
  OS_VERSION(DERIVED),
  BROWSER_NAME(DERIVED),
  BROWSER_VERSION(DERIVED),
  /** The only column that is no text: a boolean. */
  IS_BOT(DERIVED),
  BOT_NAME(DERIVED),
  BOT_OPERATOR(DERIVED),
  BOT_PURPOSE(DERIVED);

  /** The form of an event's id, as a regular expression. */
  public static final String EVENT_ID_FORM = "[A-Za-z0-9_.:-]{1,128}";

  /** Who gives a column its value. */
  public enum Origin {
    /** The client, under the column's own name. */
    CLIENT,
    /** The door that took the event. */
    SERVER,
    /** Read from the user agent after the table: in the lake and in answers only. */
    DERIVED
  }

  private static final Map<String, Column> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Column::columnName, Function.identity()));

  private final Origin origin;
  private final String columnName = name().toLowerCase(Locale.ROOT);

  Column(Origin origin) {
    this.origin = origin;
  }

  /** The name in JSON, items, lines and SQL, for example {@code event_id}. */
  public String columnName() {
    return columnName;
  }

  public Origin origin() {
    return origin;
  }

  /** The column of a name, if it is one. */
  public static Optional<Column> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The columns that items of the events table have: all but the derived ones. */
  public static List<Column> stored() {
    return Arrays.stream(values()).filter(column -> column.origin != DERIVED).toList();
  }
}
