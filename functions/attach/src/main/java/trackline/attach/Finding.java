package trackline.attach;

import trackline.aws.TableStream;

/** What was found out about a table that is to be attached. */
sealed interface Finding {
  ExistingTable table();

  /** Its stream can be read, or be turned on. */
  record Attachable(ExistingTable table, TableStream stream) implements Finding {}

  /** It cannot be read, for a reason that its owner understands. */
  record Refused(ExistingTable table, String reason) implements Finding {}
}
