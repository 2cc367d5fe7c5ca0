package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import trackline.event.Fault;
import trackline.event.Json;

/** One of the events or messages that a request submits. */
sealed interface Sent {
  /** One that can be read, whatever JSON it is. */
  record Read(JsonNode json) implements Sent {}

  /** One that cannot, or may not, be judged, and why. */
  record Unfit(Fault fault) implements Sent {}

  /** Reads the bytes of one by itself. */
  static Sent of(byte[] bytes) {
    try {
      return new Read(Json.read(Json.utf8(bytes)));
    } catch (Json.BadJson e) {
      return new Unfit(new Fault(e.pointer(), "cannot be read: " + e.getMessage()));
    }
  }
}
