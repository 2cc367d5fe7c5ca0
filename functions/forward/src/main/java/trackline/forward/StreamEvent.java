package trackline.forward;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads the event that Lambda makes of a batch of stream records. */
final class StreamEvent {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private StreamEvent() {}

  /**
   * The records, in order. An event without any is a warm-up.
   *
   * @throws IllegalArgumentException when it is no event of a DynamoDB stream
   */
  static List<StreamRecord> records(JsonNode event) {
    JsonNode records = event.path("Records");
    if (!event.isObject() || (records.isMissingNode() && !event.isEmpty())) {
      throw notAStreamEvent("it has no Records");
    }
    if (records.isMissingNode() || records.isNull()) {
      return List.of();
    }
    return all(records);
  }

  /**
   * Reads an event, of whatever kind.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  static JsonNode parse(InputStream in) throws IOException {
    try {
      return JSON.readTree(in);
    } catch (JsonProcessingException | NumberFormatException e) {
      // The cause is left out: its message quotes the event. The parser lets the second one through
      // for a number whose exponent is too large.
      throw notAStreamEvent("it is not JSON");
    }
  }

  private static List<StreamRecord> all(JsonNode array) {
    if (!array.isArray()) {
      throw notAStreamEvent("its Records are no array");
    }
    List<StreamRecord> records = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      if (!element.isObject() || !source(element).equals("aws:dynamodb")) {
        throw notAStreamEvent("a record is not from DynamoDB");
      }
      records.add(new StreamRecord(element));
    }
    return records;
  }

  private static String source(JsonNode element) {
    return element.path("eventSource").asText(element.has("dynamodb") ? "aws:dynamodb" : "");
  }

  private static IllegalArgumentException notAStreamEvent(String why) {
    return new IllegalArgumentException("This is not an event of a DynamoDB stream: " + why);
  }
}
