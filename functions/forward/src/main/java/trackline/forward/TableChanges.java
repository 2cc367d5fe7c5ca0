package trackline.forward;

import trackline.forward.StreamRecord.Change;

/** Which changes of a table that others write are events. */
enum TableChanges {
  INSERTS,
  ALL;

  /**
   * Reads the setting.
   *
   * @throws IllegalArgumentException when it is none
   */
  static TableChanges of(String setting) {
    return switch (setting) {
      case "inserts" -> INSERTS;
      case "all" -> ALL;
      default ->
          throw new IllegalArgumentException(
              "TABLE_CHANGES must be inserts or all, not " + setting);
    };
  }

  boolean take(Change change) {
    return switch (change) {
      case INSERT -> true;
      case MODIFY, REMOVE, EXPIRY -> this == ALL;
      case UNKNOWN -> false;
    };
  }
}
