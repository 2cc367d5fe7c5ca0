package trackline.local;

import java.util.List;
import java.util.Map;

/**
 * The tables that others write and whose changes are events here.
 *
 * @param tables names, or ARNs of streams
 * @param enablesStreams whether a stream that is off is turned on
 * @param allChanges whether changes and removals are events too
 * @param mapping the path of a mapping file, or {@code default}
 */
public record Attached(
    List<String> tables, boolean enablesStreams, boolean allChanges, String mapping) {
  /** No table at all. */
  public static final Attached NONE = new Attached(List.of(), false, false, "default");

  public Attached {
    tables = List.copyOf(tables);
  }

  /** What this is to the stack. */
  Map<String, String> parameters() {
    return Map.of(
        "ExistingTables",
        String.join(",", tables),
        "EnableStreams",
        enablesStreams ? "on" : "off",
        "ExistingTableChanges",
        allChanges ? "all" : "inserts",
        "TableMapping",
        mapping);
  }
}
