package trackline.tests.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** One of Segment's SDKs, used as a program uses it. */
interface Sdk {

  /** How a body goes over the line. */
  enum Encoding {
    PLAIN,
    GZIP
  }

  /**
   * What became of a message.
   *
   * @param message as the SDK sent it
   * @param error what the SDK said to the program; null where it reported success
   */
  record Delivery(JsonNode message, JsonNode error) {
    String id() {
      return message.path("messageId").asText();
    }

    boolean succeeded() {
      return error.isNull();
    }
  }

  /** Sends the calls of a file, and returns when the SDK is done with each. */
  List<Delivery> send(URI server, String writeKey, Path calls, Encoding encoding)
      throws IOException, InterruptedException;
}
