package trackline.engines.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import trackline.engines.dynamodb.AnsweredCall;
import trackline.engines.server.Loopback;

/** Calls as CloudTrail records them: data events of DynamoDB. */
final class CallRecords {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENT_VERSION = "1.08";
  private static final String API_VERSION = "2012-08-10";

  private final Principals principals;
  private final KeySchemas schemas;

  CallRecords(Principals principals, KeySchemas schemas) {
    this.principals = principals;
    this.schemas = schemas;
  }

  /** The record of a call; none where its caller is not recorded. */
  Optional<ObjectNode> of(AnsweredCall call, Operation operation) {
    Caller caller = Caller.of(call.authorization());
    return principals
        .identity(caller.accessKeyId())
        .map(identity -> record(call, operation, caller.region(), identity));
  }

  private ObjectNode record(
      AnsweredCall call, Operation operation, String region, ObjectNode identity) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.put("eventVersion", EVENT_VERSION).set("userIdentity", identity);
    record
        .put("eventTime", call.at().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("eventSource", "dynamodb.amazonaws.com")
        .put("eventName", operation.eventName())
        .put("awsRegion", region)
        .put("sourceIPAddress", call.address())
        .put("userAgent", call.userAgent());
    CallError.of(call.error()).ifPresent(error -> put(error, record));
    @Nullable RequestParameters parameters = parameters(call, operation);
    record.set("requestParameters", parameters == null ? null : parameters.parameters());
    record
        .putNull("responseElements")
        .put("requestID", call.requestId())
        .put("eventID", UUID.randomUUID().toString())
        .put("readOnly", operation.isReadOnly());
    if (parameters != null && !parameters.tables().isEmpty()) {
      ArrayNode resources = record.putArray("resources");
      parameters.tables().forEach(table -> resources.add(resource(table, region)));
    }
    return record
        .put("eventType", "AwsApiCall")
        .put("apiVersion", API_VERSION)
        .put("managementEvent", false)
        .put("recipientAccountId", Loopback.ACCOUNT)
        .put("eventCategory", "Data");
  }

  private static void put(CallError error, ObjectNode record) {
    record.put("errorCode", error.code());
    if (error.message() != null) {
      record.put("errorMessage", error.message());
    }
  }

  private @Nullable RequestParameters parameters(AnsweredCall call, Operation operation) {
    try {
      JsonNode request = JSON.readTree(call.body());
      return request.isObject() ? RequestParameters.of(operation, request, schemas) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static ObjectNode resource(String table, String region) {
    String arn =
        table.startsWith("arn:")
            ? table
            : "arn:aws:dynamodb:%s:%s:table/%s".formatted(region, Loopback.ACCOUNT, table);
    return JsonNodeFactory.instance
        .objectNode()
        .put("accountId", Loopback.ACCOUNT)
        .put("type", "AWS::DynamoDB::Table")
        .put("ARN", arn);
  }
}
