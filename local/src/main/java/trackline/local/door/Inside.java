package trackline.local.door;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** What the local door shows and moves. */
public interface Inside {
  String readKey();

  /** The key of the audit, where that is on. */
  Optional<String> auditKey();

  /** A few user ids that have events, for a page that has nobody to show yet. */
  List<String> exampleUsers();

  /** The rows of the events table, all or those of an event id. */
  JsonNode goodEvents(String eventId);

  /** The entries of the quarantine, all or those of an event id. */
  JsonNode badEvents(String eventId);

  /** The keys and sizes of the lake's objects. */
  JsonNode objects();

  /** Where the engines answer, and the names of tables and buckets. */
  JsonNode endpoints();

  /** Catches the stream up and delivers everything that is buffered. */
  JsonNode flush();

  /** Computes every rollup anew. */
  JsonNode refresh();

  /** Empties everything. */
  JsonNode reset();
}
