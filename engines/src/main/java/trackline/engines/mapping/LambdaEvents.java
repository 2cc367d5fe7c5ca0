package trackline.engines.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;

/** Stream records in the JSON form of Lambda's DynamoDB event. */
final class LambdaEvents {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private LambdaEvents() {}

  static StreamEntry entry(Record record, String streamArn) {
    ObjectNode json = render(record, streamArn);
    return new StreamEntry(
        record.dynamodb().sequenceNumber(),
        record.dynamodb().approximateCreationDateTime(),
        json,
        json.toString().getBytes(StandardCharsets.UTF_8).length);
  }

  static byte[] event(List<StreamEntry> entries) {
    ArrayNode records = JSON.arrayNode();
    entries.forEach(entry -> records.add(entry.json()));
    return JSON.objectNode().set("Records", records).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode render(Record record, String streamArn) {
    ObjectNode json =
        JSON.objectNode()
            .put("eventID", record.eventID())
            .put("eventName", record.eventNameAsString())
            .put("eventVersion", record.eventVersion())
            .put("eventSource", "aws:dynamodb")
            .put("awsRegion", record.awsRegion());
    json.set("dynamodb", render(record.dynamodb()));
    if (record.userIdentity() != null) {
      json.putObject("userIdentity")
          .put("principalId", record.userIdentity().principalId())
          .put("type", record.userIdentity().type());
    }
    return json.put("eventSourceARN", streamArn);
  }

  private static ObjectNode render(StreamRecord change) {
    ObjectNode json =
        JSON.objectNode()
            .put(
                "ApproximateCreationDateTime",
                change.approximateCreationDateTime().getEpochSecond());
    if (change.hasKeys()) {
      json.set("Keys", render(change.keys()));
    }
    if (change.hasNewImage()) {
      json.set("NewImage", render(change.newImage()));
    }
    if (change.hasOldImage()) {
      json.set("OldImage", render(change.oldImage()));
    }
    return json.put("SequenceNumber", change.sequenceNumber())
        .put("SizeBytes", change.sizeBytes())
        .put("StreamViewType", change.streamViewTypeAsString());
  }

  private static ObjectNode render(Map<String, AttributeValue> item) {
    ObjectNode json = JSON.objectNode();
    item.forEach((name, value) -> json.set(name, render(value)));
    return json;
  }

  private static JsonNode render(AttributeValue value) {
    ObjectNode json = JSON.objectNode();
    return switch (value.type()) {
      case S -> json.put("S", value.s());
      case N -> json.put("N", value.n());
      case B -> json.set("B", base64(value.b()));
      case BOOL -> json.put("BOOL", value.bool());
      case NUL -> json.put("NULL", true);
      case M -> json.set("M", render(value.m()));
      case L -> json.set("L", array(value.l().stream().map(LambdaEvents::render).toList()));
      case SS -> json.set("SS", array(value.ss().stream().map(JSON::textNode).toList()));
      case NS -> json.set("NS", array(value.ns().stream().map(JSON::textNode).toList()));
      case BS -> json.set("BS", array(value.bs().stream().map(LambdaEvents::base64).toList()));
      // DynamoDB Local's streams leave the type of an empty map out.
      case UNKNOWN_TO_SDK_VERSION -> json.set("M", JSON.objectNode());
    };
  }

  private static JsonNode base64(SdkBytes bytes) {
    return JSON.binaryNode(bytes.asByteArray());
  }

  private static ArrayNode array(List<? extends JsonNode> values) {
    return JSON.arrayNode().addAll(values);
  }
}
