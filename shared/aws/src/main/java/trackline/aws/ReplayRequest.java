package trackline.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The event by which lines of the quarantine are given to the function that refused them, to be
 * judged again. No client can send it: what comes over HTTP comes in the gateway's own payload,
 * whose top level holds nothing of the client's.
 *
 * @param door the door at which all of them were refused
 * @param dryRun whether nothing is to be stored
 * @param entries the lines that can be read
 * @param unreadable why others cannot, by their places among all
 */
public record ReplayRequest(
    String door, boolean dryRun, List<QuarantineLine> entries, Map<Integer, String> unreadable) {
  private static final String REPLAY = "replay";

  /**
   * The request in an event, where it is one.
   *
   * @throws IllegalArgumentException when it cannot be read
   */
  public static Optional<ReplayRequest> of(JsonNode event) {
    JsonNode replay = event.path(REPLAY);
    if (!replay.isObject() || event.has("requestContext")) {
      return Optional.empty();
    }
    if (!replay.path("door").isTextual() || !replay.path("entries").isArray()) {
      throw new IllegalArgumentException("A replay needs a door and its entries");
    }
    List<QuarantineLine> entries = new ArrayList<>();
    Map<Integer, String> unreadable = new HashMap<>();
    for (JsonNode line : replay.path("entries")) {
      try {
        entries.add(QuarantineLine.of(line));
      } catch (IllegalArgumentException e) {
        // One that nobody can read is no reason to keep the others waiting.
        unreadable.put(entries.size() + unreadable.size(), String.valueOf(e.getMessage()));
      }
    }
    return Optional.of(
        new ReplayRequest(
            replay.path("door").textValue(),
            replay.path("dry_run").asBoolean(),
            List.copyOf(entries),
            Map.copyOf(unreadable)));
  }

  /** The results of all lines, given those of the lines that can be read. */
  public List<ReplayResult> all(List<ReplayResult> ofEntries) {
    Iterator<ReplayResult> next = ofEntries.iterator();
    return IntStream.range(0, ofEntries.size() + unreadable.size())
        .mapToObj(
            place ->
                Optional.ofNullable(unreadable.get(place))
                    .map(why -> ReplayResult.rejected("", why))
                    .orElseGet(next::next))
        .toList();
  }
}
