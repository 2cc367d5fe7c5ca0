package trackline.attach;

import java.util.List;
import java.util.Map;
import trackline.aws.Configuration;

/**
 * What the stack says of its existing tables.
 *
 * @param eventsTable Trackline's own, which the stack maps by itself
 * @param enablesStreams whether a stream that is off may be turned on
 * @param readsAllChanges whether changes and removals are events too
 */
record Settings(
    List<ExistingTable> tables,
    String eventsTable,
    boolean enablesStreams,
    boolean readsAllChanges,
    MappingSettings mapping) {

  static Settings of(Map<String, String> environment) {
    Configuration configuration =
        Configuration.of(
            "attach",
            environment,
            List.of(
                "BATCH_SIZE",
                "BATCH_WINDOW_SECONDS",
                "ENABLE_STREAMS",
                "EVENTS_TABLE",
                "EXISTING_TABLES",
                "FAILURE_BUCKET",
                "FORWARD_FUNCTION",
                "RECORD_AGE_SECONDS",
                "RETRY_ATTEMPTS",
                "TABLE_CHANGES"));
    boolean all = configuration.get("TABLE_CHANGES").equals("all");
    return new Settings(
        ExistingTable.parse(configuration.get("EXISTING_TABLES")),
        configuration.get("EVENTS_TABLE"),
        configuration.get("ENABLE_STREAMS").equals("on"),
        all,
        MappingSettings.of(configuration, all));
  }
}
