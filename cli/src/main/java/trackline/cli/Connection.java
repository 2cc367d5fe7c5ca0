package trackline.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a Trackline answers, and lets in whoever has these keys. */
final class Connection {

  private final URI url;
  private final Api reader;
  private final Api writer;

  /** What went wrong while reading; null where it went well. */
  private final @Nullable CommandFailure trouble;

  Connection(Options.Place place, String readKey, String writeKey) {
    this.url = place.url;
    this.reader = place.api(readKey);
    this.writer = place.api(writeKey);
    this.trouble = tryToRead();
  }

  boolean answers() {
    return trouble == null || trouble.status() != 0;
  }

  /** That nothing answers is wrong only where something was said to. */
  Check reachable() {
    if (trouble != null && !answers()) {
      return url.equals(Options.LOCAL)
          ? Check.note("url", trouble.getMessage(), trouble.advice())
          : Check.wrong("url", trouble.getMessage(), trouble.advice());
    }
    return Check.ok("url", url + " answers.");
  }

  Check readKey() {
    return verdict("read key", trouble, "It reads rollups.");
  }

  /** Asks for a verdict on an event that is not stored. */
  Check writeKey() {
    return verdict("write key", answers() ? tryToWrite() : trouble, "It may send events.");
  }

  private Check verdict(String name, @Nullable CommandFailure failure, String success) {
    if (!answers()) {
      return Check.note(name, "Not checked: nothing answers.", "");
    }
    return failure == null
        ? Check.ok(name, success)
        : Check.wrong(name, failure.getMessage(), failure.advice());
  }

  private @Nullable CommandFailure tryToRead() {
    try {
      reader.get("/v1/rollups", Map.of());
      return null;
    } catch (CommandFailure e) {
      return e;
    }
  }

  private @Nullable CommandFailure tryToWrite() {
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("event_type", "login")
            .put("user_id", "doctor")
            .put("ip_address", "192.0.2.1")
            .put("user_agent", "trackline-doctor");
    try {
      writer.post("/v1/events", Map.of("dry_run", "true"), event);
      return null;
    } catch (CommandFailure e) {
      return e;
    }
  }
}
