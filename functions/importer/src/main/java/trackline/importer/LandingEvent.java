package trackline.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what starts the importer: EventBridge's events, S3's own notifications, and its own. */
final class LandingEvent {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String CREATED = "ObjectCreated:";
  private static final String OWN = "trackline.importer";

  private LandingEvent() {}

  /**
   * The objects that an event tells of. An empty event is a warm-up.
   *
   * @throws IllegalArgumentException when it tells of no objects at all
   */
  static List<Landed> read(InputStream in) throws IOException {
    return objects(parse(in));
  }

  /** The same of an event that was read. */
  static List<Landed> objects(JsonNode event) {
    if (event.isObject() && (event.isEmpty() || isTest(event))) {
      return List.of();
    }
    if (event.path("Records").isArray()) {
      return notified(event.path("Records"));
    }
    boolean created =
        event.path("source").asText().equals("aws.s3")
            && event.path("detail-type").asText().equals("Object Created");
    if (created || event.path("source").asText().equals(OWN)) {
      JsonNode detail = event.path("detail");
      return List.of(landed(detail, text(detail.path("object"), "key"), "etag"));
    }
    throw notOurs("it is neither EventBridge's nor S3's");
  }

  /** The event by which the importer asks itself to go on. */
  static String goOn(Landed object) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("source", OWN).put("detail-type", "Import Goes On");
    ObjectNode detail = event.putObject("detail");
    detail.putObject("bucket").put("name", object.bucket());
    detail
        .putObject("object")
        .put("key", object.key())
        .put("etag", object.etag())
        .put("size", object.size());
    return event.toString();
  }

  static JsonNode parse(InputStream in) throws IOException {
    try {
      return JSON.readTree(in);
    } catch (JsonProcessingException e) {
      // The cause is left out: its message quotes the event.
      throw notOurs("it is not JSON");
    }
  }

  /** What S3 sends when a notification is set up. */
  private static boolean isTest(JsonNode event) {
    return event.path("Event").asText().equals("s3:TestEvent");
  }

  private static List<Landed> notified(JsonNode records) {
    List<Landed> objects = new ArrayList<>();
    for (JsonNode record : records) {
      if (!record.path("s3").isObject()) {
        throw notOurs("a record is not from S3");
      }
      if (record.path("eventName").asText().startsWith(CREATED)) {
        JsonNode s3 = record.path("s3");
        String encoded = text(s3.path("object"), "key");
        objects.add(landed(s3, URLDecoder.decode(encoded, StandardCharsets.UTF_8), "eTag"));
      }
    }
    return objects;
  }

  private static Landed landed(JsonNode detail, String key, String etagName) {
    JsonNode object = detail.path("object");
    return new Landed(
        text(detail.path("bucket"), "name"),
        key,
        text(object, etagName),
        object.path("size").asLong(-1));
  }

  private static String text(JsonNode parent, String name) {
    String text = parent.path(name).asText();
    if (text.isEmpty()) {
      throw notOurs("it names no object");
    }
    return text;
  }

  private static IllegalArgumentException notOurs(String why) {
    return new IllegalArgumentException("This is no event of a landing bucket: " + why);
  }
}
