package trackline.event;

import java.util.Locale;

/**
 * The type of an event that is the change of a row and no more: others wrote the row, and it tells
 * of no event, or of one that was counted. {@code people.sql} names those that make nobody active.
 */
public enum RowType {
  /** Put by others, and it tells of no type. */
  INSERTED,
  MODIFIED,
  REMOVED,
  /** Removed by the table's time to live. */
  EXPIRED,
  /** Changed in a way that DynamoDB does not have today. */
  CHANGED;

  private final String eventType = "row_" + name().toLowerCase(Locale.ROOT);

  /** The event type, for example {@code row_inserted}. */
  public String eventType() {
    return eventType;
  }

  /** Whether it makes its user active: nobody knows who changed a row that was there. */
  public boolean isOfItsUser() {
    return this == INSERTED;
  }
}
