package trackline.engines.trail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import trackline.engines.dynamodb.AnsweredCall;

/** Whatever is sent: no value but a key's gets into a record. */
class CallRecordsPropertiesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MARKER = "Zx9MarkerQ7";
  private static final String KEY = "key-value";

  private final CallRecords records =
      new CallRecords(new Principals(Instant.EPOCH), new KeySchemas(OneTable::new));

  /** A service that has one table, whose key is {@code id}. */
  private static final class OneTable implements DynamoDbClient {
    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
      KeySchemaElement id =
          KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build();
      return DescribeTableResponse.builder().table(table -> table.keySchema(id)).build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  private String record(String operation, JsonNode request) {
    AnsweredCall call =
        new AnsweredCall(
            operation,
            Instant.parse("2026-11-21T10:00:00.5Z"),
            "AWS4-HMAC-SHA256 Credential=AKIATESTER/20261121/eu-west-1/dynamodb/aws4_request,",
            "test",
            "127.0.0.1",
            request.toString().getBytes(StandardCharsets.UTF_8),
            "R",
            new byte[0]);
    return records.of(call, Operation.named(operation).orElseThrow()).orElseThrow().toString();
  }

  @Property(tries = 300)
  void noOtherValueIsInARecord(
      @ForAll("items") Map<String, JsonNode> item, @ForAll("operations") String operation)
      throws Exception {
    String record = record(operation, request(operation, item(item)));

    assertThat(record).doesNotContain(MARKER).contains(KEY);
    assertThat(JSON.readTree(record).path("requestParameters").isObject()).isTrue();
  }

  @Property(tries = 300)
  void noOtherValueOfAStatementIsInARecord(@ForAll("literals") String literal) {
    for (String statement :
        new String[] {
          "INSERT INTO T VALUE {'id': %s, 'a': %s}",
          "UPDATE T SET a = %s, b = list_append(b, [%s]) WHERE id = 'key-value' AND c = %s",
          "SELECT * FROM T WHERE id = 'key-value' AND (a = %s OR b IN [%s, %s])",
          "DELETE FROM T WHERE a BETWEEN %s AND %s",
        }) {
      ObjectNode request = JSON.createObjectNode();
      request
          .put("Statement", statement.replace("%s", literal))
          .putArray("Parameters")
          .addObject()
          .put("S", MARKER);
      assertThat(record("ExecuteStatement", request)).doesNotContain(MARKER).contains("Redacted");
    }
  }

  private static ObjectNode item(Map<String, JsonNode> attributes) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    attributes.forEach(item::set);
    item.putObject("id").put("S", KEY);
    return item;
  }

  private static ObjectNode request(String operation, ObjectNode item) {
    ObjectNode single = JSON.createObjectNode().put("TableName", "T");
    single.set("Item", item);
    ObjectNode keyed = JSON.createObjectNode().put("TableName", "T");
    keyed.set("Key", item);
    keyed.set("ExpressionAttributeValues", item);
    keyed.set("ExclusiveStartKey", item);
    keyed.putObject("Expected").putObject("a").set("Value", item);
    keyed.putObject("AttributeUpdates").putObject("a").set("Value", item);
    ObjectNode all = JSON.createObjectNode();
    return switch (operation) {
      case "PutItem" -> single;
      case "BatchWriteItem" -> batchWrite(all, item);
      case "BatchGetItem" -> {
        all.putObject("RequestItems").putObject("T").putArray("Keys").add(item);
        yield all;
      }
      case "TransactWriteItems" -> {
        ArrayNode items = all.putArray("TransactItems");
        items.addObject().set("Put", single);
        items.addObject().set("Update", keyed);
        items.addObject().set("Delete", keyed);
        items.addObject().set("ConditionCheck", keyed);
        yield all;
      }
      case "TransactGetItems" -> {
        all.putArray("TransactItems").addObject().set("Get", keyed);
        yield all;
      }
      default -> keyed;
    };
  }

  private static ObjectNode batchWrite(ObjectNode all, ObjectNode item) {
    ArrayNode writes = all.putObject("RequestItems").putArray("T");
    writes.addObject().putObject("PutRequest").set("Item", item);
    writes.addObject().putObject("DeleteRequest").set("Key", item);
    return all;
  }

  @Provide
  Arbitrary<String> operations() {
    return Arbitraries.of(
        "GetItem",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "Query",
        "Scan",
        "BatchGetItem",
        "BatchWriteItem",
        "TransactGetItems",
        "TransactWriteItems");
  }

  @Provide
  Arbitrary<Map<String, JsonNode>> items() {
    return Arbitraries.maps(Arbitraries.strings().alpha().ofMaxLength(5), values()).ofMaxSize(5);
  }

  private static Arbitrary<JsonNode> values() {
    Arbitrary<JsonNode> scalars =
        Combinators.combine(Arbitraries.of("S", "N", "B"), Arbitraries.strings().ascii())
            .as((type, text) -> JSON.createObjectNode().put(type, text + MARKER + text));
    return Arbitraries.lazyOf(
        () -> scalars,
        () -> scalars.map(value -> nested("M", JSON.createObjectNode().set("m", value))),
        () -> values().map(value -> nested("L", JSON.createArrayNode().add(value))));
  }

  private static JsonNode nested(String type, JsonNode value) {
    return JSON.createObjectNode().set(type, value);
  }

  @Provide
  Arbitrary<String> literals() {
    Arbitrary<String> texts =
        Arbitraries.strings()
            .withChars("ab'\"`-/*{[<(=, \\?")
            .map(text -> "'" + (text + MARKER + text).replace("'", "''") + "'");
    return Arbitraries.oneOf(
        texts,
        texts.map(text -> "{'a': " + text + ", 'b': [" + text + "]}"),
        texts.map(text -> "<<" + text + ", " + text + ">>"),
        texts.map(text -> "[" + text + ", {'x': " + text + "}]"));
  }
}
