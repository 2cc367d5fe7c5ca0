package trackline.engines.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a record tells of a request: tables, keys, and the names of attributes. No value goes in
 * that is not a key's, and no key that is not of the table's schema.
 */
final class RequestParameters {
  /** Members that hold neither values nor anything that could be one. */
  private static final List<String> PLAIN =
      List.of(
          "IndexName",
          "Select",
          "ConsistentRead",
          "ScanIndexForward",
          "Limit",
          "Segment",
          "TotalSegments",
          "TopK",
          "ConditionalOperator",
          "ReturnValues",
          "ReturnValuesOnConditionCheckFailure",
          "ReturnConsumedCapacity",
          "ReturnItemCollectionMetrics");

  /** Expressions name their values by placeholders; one with a quote in it is none. */
  private static final List<String> EXPRESSIONS =
      List.of(
          "UpdateExpression",
          "ConditionExpression",
          "FilterExpression",
          "KeyConditionExpression",
          "SearchConditionExpression",
          "ProjectionExpression");

  /** Conditions and updates of old, by attribute: their values are left out. */
  private static final List<String> BY_ATTRIBUTE =
      List.of("AttributeUpdates", "Expected", "KeyConditions", "QueryFilter", "ScanFilter");

  private final KeySchemas schemas;
  private final Set<String> tables = new LinkedHashSet<>();
  private final ObjectNode parameters = JsonNodeFactory.instance.objectNode();

  private RequestParameters(KeySchemas schemas) {
    this.schemas = schemas;
  }

  static RequestParameters of(Operation operation, JsonNode request, KeySchemas schemas) {
    RequestParameters described = new RequestParameters(schemas);
    described.describe(operation, request);
    return described;
  }

  ObjectNode parameters() {
    return parameters;
  }

  /** The tables that the request is about. */
  Set<String> tables() {
    return tables;
  }

  private void describe(Operation operation, JsonNode request) {
    switch (operation) {
      case GET_ITEM, PUT_ITEM, UPDATE_ITEM, DELETE_ITEM, QUERY, SCAN, SEARCH_VECTORS ->
          single(request, "item", parameters);
      case BATCH_GET_ITEM -> batchGet(request.path("RequestItems"));
      case BATCH_WRITE_ITEM -> batchWrite(request.path("RequestItems"));
      case TRANSACT_GET_ITEMS, TRANSACT_WRITE_ITEMS -> transact(request.path("TransactItems"));
      case EXECUTE_STATEMENT -> statement(request, parameters);
      case BATCH_EXECUTE_STATEMENT -> statements(request.path("Statements"));
      case EXECUTE_TRANSACTION -> statements(request.path("TransactStatements"));
    }
    plain(request, parameters);
  }

  private void single(JsonNode request, String items, ObjectNode to) {
    String table = request.path("TableName").asText();
    if (!table.isEmpty()) {
      tables.add(table);
      to.put("tableName", table);
    }
    Set<String> keys = table.isEmpty() ? Set.of() : schemas.of(table);
    JsonNode item = request.path("Item");
    key(item.isObject() ? item : request.path("Key"), keys, to);
    if (item.isObject()) {
      names(item, to.putArray(items));
    }
    expressions(request, to);
    plain(request, to);
  }

  private static void key(JsonNode attributes, Set<String> keys, ObjectNode to) {
    if (attributes.isObject()) {
      ObjectNode key = to.putObject("key");
      attributes.properties().stream()
          .filter(attribute -> keys.contains(attribute.getKey()))
          .forEach(attribute -> value(attribute, key));
    }
  }

  /** A key is a text, a number or bytes, which are written in base64. */
  private static void value(Map.Entry<String, JsonNode> attribute, ObjectNode key) {
    for (String type : List.of("S", "N", "B")) {
      JsonNode value = attribute.getValue().path(type);
      if (value.isTextual()) {
        key.put(attribute.getKey(), value.textValue());
      }
    }
  }

  private static void names(JsonNode object, ArrayNode to) {
    object.fieldNames().forEachRemaining(to::add);
  }

  private static void plain(JsonNode request, ObjectNode to) {
    for (String member : PLAIN) {
      JsonNode value = request.path(member);
      if (value.isTextual() || value.isBoolean() || value.isInt()) {
        to.set(camel(member), value);
      }
    }
  }

  private static void expressions(JsonNode request, ObjectNode to) {
    for (String member : EXPRESSIONS) {
      String expression = request.path(member).asText();
      if (!expression.isEmpty() && expression.indexOf('\'') < 0 && expression.indexOf('"') < 0) {
        to.put(camel(member), expression);
      }
    }
    texts(request.path("ExpressionAttributeNames"), to);
    for (String member : BY_ATTRIBUTE) {
      if (request.path(member).isObject()) {
        names(request.path(member), to.putArray(camel(member)));
      }
    }
    if (request.path("AttributesToGet").isArray()) {
      ArrayNode attributes = to.putArray("attributesToGet");
      request.path("AttributesToGet").forEach(name -> attributes.add(name.asText()));
    }
  }

  private static void texts(JsonNode names, ObjectNode to) {
    if (names.isObject()) {
      ObjectNode copy = to.putObject("expressionAttributeNames");
      names.properties().forEach(name -> copy.put(name.getKey(), name.getValue().asText()));
    }
  }

  private static String camel(String member) {
    return Character.toLowerCase(member.charAt(0)) + member.substring(1);
  }

  private ArrayNode requestItems() {
    return parameters.withArray("requestItems");
  }

  private void batchGet(JsonNode byTable) {
    byTable
        .properties()
        .forEach(
            table ->
                table
                    .getValue()
                    .path("Keys")
                    .forEach(key -> get(table.getKey(), key, table.getValue())));
  }

  private void get(String table, JsonNode key, JsonNode settings) {
    ObjectNode request = settings.isObject() ? settings.deepCopy() : parameters.objectNode();
    request.put("TableName", table).set("Key", key);
    single(request, "items", requestItems().addObject().put("operation", "Get"));
  }

  private void batchWrite(JsonNode byTable) {
    byTable
        .properties()
        .forEach(table -> table.getValue().forEach(request -> write(table.getKey(), request)));
  }

  private void write(String table, JsonNode write) {
    boolean isPut = write.path("PutRequest").isObject();
    ObjectNode request = parameters.objectNode().put("TableName", table);
    if (isPut) {
      request.set("Item", write.path("PutRequest").path("Item"));
    } else {
      request.set("Key", write.path("DeleteRequest").path("Key"));
    }
    single(request, "items", requestItems().addObject().put("operation", isPut ? "Put" : "Delete"));
  }

  private void transact(JsonNode items) {
    for (JsonNode item : items) {
      item.properties()
          .forEach(
              action ->
                  single(
                      action.getValue(),
                      "items",
                      requestItems().addObject().put("operation", action.getKey())));
    }
  }

  private void statements(JsonNode statements) {
    statements.forEach(statement -> statement(statement, requestItems().addObject()));
  }

  private void statement(JsonNode request, ObjectNode to) {
    String statement = request.path("Statement").asText();
    Redaction.table(statement).ifPresent(tables::add);
    to.put("statement", Redaction.of(statement, schemas::of));
    plain(request, to);
  }
}
