package trackline.engines.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A record as a row of Athena's table of it: names in lower case, every scalar a text, and what has
 * no fixed form as JSON text. What is absent, or of another form than the column's, is NULL.
 */
public final class TrailRow {
  /** The column of the whole record, which only the log group's events have. */
  public static final String RECORD = "record";

  private static final List<String> TEXTS =
      List.of(
          "eventVersion",
          "eventTime",
          "eventSource",
          "eventName",
          "awsRegion",
          "sourceIPAddress",
          "userAgent",
          "errorCode",
          "errorMessage",
          "requestID",
          "eventID",
          "readOnly",
          "eventType",
          "apiVersion",
          "recipientAccountId",
          "sharedEventID",
          "vpcEndpointId",
          "managementEvent",
          "eventCategory");

  private static final List<String> JSON_TEXTS =
      List.of("requestParameters", "responseElements", "additionalEventData");

  private static final List<String> ISSUER =
      List.of("type", "principalId", "arn", "accountId", "userName");
  private static final List<String> IDENTITY =
      List.of("type", "principalId", "arn", "accountId", "invokedBy", "accessKeyId", "userName");
  private static final List<String> ATTRIBUTES = List.of("mfaAuthenticated", "creationDate");
  private static final List<String> BEHALF = List.of("userId", "identityStoreArn");
  private static final List<String> RESOURCE = List.of("ARN", "accountId", "type");

  private TrailRow() {}

  /** The columns with DuckDB's types, as its reader of JSON takes them. */
  public static String columns() {
    StringBuilder columns = new StringBuilder();
    TEXTS.forEach(name -> columns.append(lower(name)).append(": 'VARCHAR', "));
    JSON_TEXTS.forEach(name -> columns.append(lower(name)).append(": 'VARCHAR', "));
    return columns
        .append("useridentity: '")
        .append(identityType())
        .append("', resources: '")
        .append(struct(RESOURCE))
        .append("[]', ")
        .append(RECORD)
        .append(": 'VARCHAR'")
        .toString();
  }

  private static String identityType() {
    String context =
        "STRUCT(attributes %s, sessionissuer %s, sourceidentity VARCHAR)"
            .formatted(struct(ATTRIBUTES), struct(ISSUER));
    String nested = ", onbehalfof %s, sessioncontext %s)".formatted(struct(BEHALF), context);
    return struct(IDENTITY).replaceFirst("\\)$", nested);
  }

  private static String struct(List<String> members) {
    return members.stream()
        .map(member -> lower(member) + " VARCHAR")
        .collect(Collectors.joining(", ", "STRUCT(", ")"));
  }

  static ObjectNode of(JsonNode record) {
    ObjectNode row = texts(record, TEXTS);
    for (String name : JSON_TEXTS) {
      JsonNode value = record.path(name);
      if (!value.isMissingNode() && !value.isNull()) {
        row.put(lower(name), value.toString());
      }
    }
    row.set("useridentity", identity(record.path("userIdentity")));
    row.set("resources", resources(record.path("resources")));
    return row.put(RECORD, record.toString());
  }

  private static ObjectNode identity(JsonNode identity) {
    ObjectNode row = texts(identity, IDENTITY);
    if (identity.path("onBehalfOf").isObject()) {
      row.set("onbehalfof", texts(identity.path("onBehalfOf"), BEHALF));
    }
    JsonNode context = identity.path("sessionContext");
    if (context.isObject()) {
      ObjectNode session = texts(context, List.of("sourceIdentity"));
      row.set("sessioncontext", session);
      session.set("attributes", texts(context.path("attributes"), ATTRIBUTES));
      session.set("sessionissuer", texts(context.path("sessionIssuer"), ISSUER));
    }
    return row;
  }

  private static ArrayNode resources(JsonNode resources) {
    ArrayNode row = JsonNodeFactory.instance.arrayNode();
    if (resources.isArray()) {
      resources.forEach(resource -> row.add(texts(resource, RESOURCE)));
    }
    return row;
  }

  private static ObjectNode texts(JsonNode object, List<String> members) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    for (String member : members) {
      JsonNode value = object.path(member);
      if (value.isValueNode() && !value.isNull()) {
        row.set(lower(member), TextNode.valueOf(value.asText()));
      }
    }
    return row;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
