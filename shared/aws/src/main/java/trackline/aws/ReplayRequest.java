package trackline.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * The event by which lines of the quarantine are given to the function that refused them, to be
 * judged again. No client can send it: what comes over HTTP comes in the gateway's own payload,
 * whose top level holds nothing of the client's.
 *
 * @param door the door at which all of them were refused
 * @param dryRun whether nothing is to be stored
 */
public record ReplayRequest(String door, boolean dryRun, List<QuarantineLine> entries) {
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
    return Optional.of(
        new ReplayRequest(
            replay.path("door").textValue(),
            replay.path("dry_run").asBoolean(),
            replay.path("entries").valueStream().map(QuarantineLine::of).toList()));
  }
}
