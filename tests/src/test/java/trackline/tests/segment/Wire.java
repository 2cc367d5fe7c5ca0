package trackline.tests.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** What clients sent, as any reader of their protocol reads it: each message once, by its id. */
final class Wire {
  private static final int GZIP = 0x1f;

  private final Map<String, JsonNode> messages = new LinkedHashMap<>();
  private final Set<String> delivered = new HashSet<>();

  synchronized List<JsonNode> messages() {
    return List.copyOf(messages.values());
  }

  synchronized int delivered() {
    return delivered.size();
  }

  /** Notes the messages of a body that was answered as taken. */
  synchronized void taken(byte[] body) throws IOException {
    for (JsonNode message : Json.EXACT.readTree(inflated(body)).path("batch")) {
      delivered.add(message.path("messageId").asText());
    }
  }

  synchronized void read(String path, byte[] body) throws IOException {
    JsonNode document = Json.EXACT.readTree(inflated(body));
    JsonNode batch = document.path("batch");
    if (batch.isArray()) {
      batch.forEach(message -> add(path, message, document.path("context")));
    } else if (document.has("messageId")) {
      add(path, document, document.path("none"));
    }
  }

  private static byte[] inflated(byte[] body) throws IOException {
    return body.length > 0 && body[0] == GZIP
        ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
        : body;
  }

  /** A message with what its path says of it, or its batch says once for all. */
  private void add(String path, JsonNode sent, JsonNode context) {
    ObjectNode message = sent.deepCopy();
    if (!message.has("type")) {
      message.put("type", path.substring(path.lastIndexOf('/') + 1));
    }
    if (context instanceof ObjectNode shared) {
      ObjectNode own = message.withObjectProperty("context");
      shared.properties().stream()
          .filter(member -> !own.has(member.getKey()))
          .forEach(member -> own.set(member.getKey(), member.getValue()));
    }
    messages.put(message.path("messageId").asText(), message);
  }
}
