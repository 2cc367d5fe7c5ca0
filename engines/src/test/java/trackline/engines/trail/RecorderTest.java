package trackline.engines.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import trackline.engines.dynamodb.AnsweredCall;
import trackline.engines.kit.EventTables;
import trackline.engines.kit.TrailStage;

@SuppressWarnings("unchecked") // of the arrays that the SDK's builders take
class RecorderTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, AttributeValue> KEY =
      Map.of("user_id", AttributeValue.fromS("u"), "event_key", AttributeValue.fromS("k"));
  private static final Map<String, AttributeValue> ITEM =
      Map.of(
          "user_id",
          AttributeValue.fromS("u"),
          "event_key",
          AttributeValue.fromS("k"),
          "note",
          AttributeValue.fromS("secret"));

  @TempDir Path folder;
  private TrailStage stage;
  private DynamoDbClient tester;

  @BeforeEach
  void start() throws Exception {
    stage = new TrailStage(folder);
    EventTables.create(stage.client());
    tester = stage.client("AKIATESTER");
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text.replace('\'', '"'));
  }

  private JsonNode parameters() throws Exception {
    return stage.record().path("requestParameters");
  }

  @Test
  void aPutIsRecordedAsTheDocumentationPrintsIt() throws Exception {
    Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    tester.putItem(r -> r.tableName("events").item(ITEM).returnConsumedCapacity("TOTAL"));

    JsonNode record = stage.record();
    assertThat(record.path("eventVersion").asText()).isEqualTo("1.08");
    assertThat(record.path("userIdentity"))
        .isEqualTo(
            json(
                "{'type':'IAMUser','principalId':'AKIATESTER',"
                    + "'arn':'arn:aws:iam::000000000000:user/AKIATESTER',"
                    + "'accountId':'000000000000','accessKeyId':'AKIATESTER','userName':'AKIATESTER'}"));
    assertThat(record.path("eventTime").asText()).hasSize(20);
    assertThat(Instant.parse(record.path("eventTime").asText())).isBetween(before, Instant.now());
    assertThat(record.path("eventSource").asText()).isEqualTo("dynamodb.amazonaws.com");
    assertThat(record.path("eventName").asText()).isEqualTo("PutItem");
    assertThat(record.path("awsRegion").asText()).isEqualTo("us-east-1");
    assertThat(record.path("sourceIPAddress").asText()).isEqualTo("127.0.0.1");
    assertThat(record.path("userAgent").asText()).contains("aws-sdk-java");
    assertThat(record.path("requestParameters"))
        .usingRecursiveComparison()
        .ignoringCollectionOrder()
        .isEqualTo(
            json(
                "{'tableName':'events','key':{'user_id':'u','event_key':'k'},'item':"
                    + record.path("requestParameters").path("item").toString()
                    + ",'returnConsumedCapacity':'TOTAL'}"));
    assertThat(record.path("requestParameters").path("item"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("user_id", "event_key", "note");
    assertThat(record.path("responseElements").isNull()).isTrue();
    assertThat(record.path("requestID").asText()).isNotEmpty();
    assertThat(record.path("eventID").asText()).hasSize(36);
    assertThat(record.path("readOnly")).isEqualTo(json("false"));
    assertThat(record.path("resources"))
        .isEqualTo(
            json(
                "[{'accountId':'000000000000','type':'AWS::DynamoDB::Table',"
                    + "'ARN':'arn:aws:dynamodb:us-east-1:000000000000:table/events'}]"));
    assertThat(record.path("eventType").asText()).isEqualTo("AwsApiCall");
    assertThat(record.path("managementEvent")).isEqualTo(json("false"));
    assertThat(record.path("eventCategory").asText()).isEqualTo("Data");
    assertThat(record.toString()).doesNotContain("secret");
  }

  @Test
  void aTransactionIsRecordedAsTheDocumentationPrintsIt() throws Exception {
    tester.transactWriteItems(
        r ->
            r.transactItems(
                i -> i.put(p -> p.tableName("events").item(ITEM)),
                i -> i.delete(d -> d.tableName("events").key(item("x")))));

    JsonNode items = parameters().path("requestItems");
    assertThat(items.get(0).path("operation").asText()).isEqualTo("Put");
    assertThat(items.get(0).path("key")).isEqualTo(json("{'user_id':'u','event_key':'k'}"));
    assertThat(items.get(0).path("items")).hasSize(3);
    assertThat(items.get(1).path("operation").asText()).isEqualTo("Delete");
    assertThat(items.get(1).path("tableName").asText()).isEqualTo("events");
  }

  private static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  private static Map<String, AttributeValue> item(String key) {
    return Map.of("user_id", s("u"), "event_key", s(key));
  }

  @Test
  void eachKindOfCallIsRecordedOnce() throws Exception {
    stage.client().putItem(r -> r.tableName("events").item(item("secret-key")));
    tester.putItem(r -> r.tableName("events").item(ITEM));
    tester.getItem(r -> r.tableName("events").key(KEY));
    tester.updateItem(
        r ->
            r.tableName("events")
                .key(KEY)
                .updateExpression("SET note = :n")
                .expressionAttributeValues(Map.of(":n", s("secret"))));
    tester.query(
        r ->
            r.tableName("events")
                .keyConditionExpression("user_id = :u")
                .expressionAttributeValues(Map.of(":u", s("u"))));
    tester.scan(r -> r.tableName("events"));
    tester.batchGetItem(
        r -> r.requestItems(Map.of("events", KeysAndAttributes.builder().keys(KEY).build())));
    tester.batchWriteItem(
        r ->
            r.requestItems(
                Map.of(
                    "events",
                    List.of(WriteRequest.builder().deleteRequest(d -> d.key(KEY)).build()))));
    tester.transactGetItems(r -> r.transactItems(i -> i.get(g -> g.tableName("events").key(KEY))));
    tester.executeStatement(r -> r.statement("SELECT * FROM events WHERE user_id = 'u'"));
    tester.batchExecuteStatement(
        r ->
            r.statements(
                b ->
                    b.statement("INSERT INTO events VALUE {'user_id': 'u', 'event_key': ?}")
                        .parameters(s("secret"))));
    tester.executeTransaction(
        r ->
            r.transactStatements(
                t ->
                    t.statement(
                        "UPDATE events SET note = 'secret' WHERE user_id = 'u' AND event_key ="
                            + " 'secret-key'")));
    tester.deleteItem(r -> r.tableName("events").key(KEY));
    tester.transactWriteItems(
        r -> r.transactItems(i -> i.put(p -> p.tableName("events").item(ITEM))));

    List<JsonNode> records = stage.records();
    assertThat(records)
        .extracting(record -> record.path("eventName").asText())
        .containsExactlyInAnyOrder(
            "PutItem",
            "GetItem",
            "UpdateItem",
            "Query",
            "Scan",
            "BatchGetItem",
            "BatchWriteItem",
            "TransactGetItems",
            "ExecuteStatement",
            "BatchExecuteStatement",
            "ExecuteTransaction",
            "DeleteItem",
            "TransactWriteItems");
    assertThat(records).allSatisfy(record -> assertThat(record.path("resources")).hasSize(1));
    assertThat(records)
        .extracting(record -> record.path("eventID").asText())
        .doesNotHaveDuplicates();
    assertThat(records.toString())
        .contains("\"operation\":\"Delete\"", "SET note = :n", "'event_key': ?", "secret-key")
        .doesNotContain("secret\"", "'secret'");
  }

  @Test
  void anErrorIsRecorded() throws Exception {
    assertThatThrownBy(
            () ->
                tester.putItem(
                    r ->
                        r.tableName("events")
                            .item(ITEM)
                            .conditionExpression("attribute_exists(user_id)")))
        .isInstanceOf(ConditionalCheckFailedException.class);

    assertThat(stage.record().path("errorCode").asText())
        .isEqualTo("ConditionalCheckFailedException");
    assertThat(stage.record().path("errorMessage").asText())
        .isEqualTo("The conditional request failed");
  }

  @Test
  void aCanceledTransactionIsRecordedWithItsReasons() throws Exception {
    assertThatThrownBy(
            () ->
                tester.transactWriteItems(
                    r ->
                        r.transactItems(
                            i ->
                                i.conditionCheck(
                                    c ->
                                        c.tableName("events")
                                            .key(KEY)
                                            .conditionExpression("attribute_exists(user_id)")))))
        .isInstanceOf(TransactionCanceledException.class);

    assertThat(stage.record().path("errorMessage").asText()).contains("ConditionalCheckFailed");
  }

  @Test
  void aCallToNoTableIsRecorded() throws Exception {
    assertThatThrownBy(() -> tester.getItem(r -> r.tableName("none").key(KEY)))
        .isInstanceOf(ResourceNotFoundException.class);

    assertThat(parameters()).isEqualTo(json("{'tableName':'none','key':{}}"));
  }

  @Test
  void aMessageThatQuotesIsCut() throws Exception {
    assertThatThrownBy(
            () -> tester.executeStatement(r -> r.statement("SELECT 'secret' FRM 'secret'")))
        .isInstanceOf(DynamoDbException.class);

    assertThat(stage.record().path("errorCode").asText()).isEqualTo("ValidationException");
    assertThat(stage.record().toString()).doesNotContain("secret");
  }

  @Test
  void aTableMadeAnewMayHaveOtherKeys() throws Exception {
    tester.putItem(r -> r.tableName("events").item(ITEM));
    tester.deleteTable(r -> r.tableName("events"));
    tester.createTable(
        r ->
            r.tableName("events")
                .billingMode("PAY_PER_REQUEST")
                .attributeDefinitions(a -> a.attributeName("note").attributeType("S"))
                .keySchema(k -> k.attributeName("note").keyType("HASH")));
    tester.putItem(r -> r.tableName("events").item(Map.of("note", s("n"), "user_id", s("u"))));

    assertThat(stage.records())
        .extracting(record -> record.path("requestParameters").path("key").toString())
        .contains("{\"note\":\"n\"}")
        .hasSize(2);
  }

  @Test
  void aFunctionIsASessionOfItsRole() throws Exception {
    String key = stage.principals.session("trackline-ingest-role", "trackline-ingest");
    stage.client(key).getItem(r -> r.tableName("events").key(KEY));

    JsonNode identity = stage.record().path("userIdentity");
    assertThat(identity.path("type").asText()).isEqualTo("AssumedRole");
    assertThat(identity.path("arn").asText())
        .isEqualTo("arn:aws:sts::000000000000:assumed-role/trackline-ingest-role/trackline-ingest");
    assertThat(identity.path("sessionContext").path("sessionIssuer").path("arn").asText())
        .isEqualTo("arn:aws:iam::000000000000:role/trackline-ingest-role");
  }

  @Test
  void housekeepingAndManagementAreNotRecorded() throws Exception {
    stage.client().putItem(r -> r.tableName("events").item(ITEM));
    tester.describeTable(r -> r.tableName("events"));
    tester.listTables();

    assertThat(stage.records()).isEmpty();
  }

  private int raw(String body, String... headers) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(stage.dynamoDb.uri())
            .headers("content-type", "application/x-amz-json-1.0")
            .headers("x-amz-target", "DynamoDB_20120810.GetItem")
            .headers(headers)
            .POST(BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode();
    }
  }

  @Test
  void aBodyThatCannotBeReadIsRecordedWithoutParameters() throws Exception {
    int status =
        raw(
            "{\"TableName\":\"events\",\"Key\":{\"secret",
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIARAW/20261121/eu-west-1/dynamodb/aws4_request,"
                + " SignedHeaders=host, Signature=00");

    assertThat(status).isGreaterThanOrEqualTo(400);
    JsonNode record = stage.record();
    assertThat(record.path("requestParameters").isNull()).isTrue();
    assertThat(record.path("awsRegion").asText()).isEqualTo("eu-west-1");
    assertThat(record.path("userIdentity").path("accessKeyId").asText()).isEqualTo("AKIARAW");
    assertThat(record.path("errorCode").asText()).isNotEmpty();
    assertThat(record.toString()).doesNotContain("secret");
  }

  @Test
  void anUnsignedCallIsAnonymous() throws Exception {
    raw("{}", "user-agent", "curl/8");

    assertThat(stage.record().path("userIdentity").path("accountId").asText())
        .isEqualTo("ANONYMOUS_PRINCIPAL");
    assertThat(stage.record().path("userAgent").asText()).isEqualTo("curl/8");
  }

  @Test
  void aJournalThatFailsFailsNoCall() throws Exception {
    Journal closed = Journal.open(folder.resolve("closed"));
    closed.close();
    Recorder recorder = new Recorder(closed, stage.principals, stage::client);
    byte[] body = "{\"TableName\":\"events\"}".getBytes(StandardCharsets.UTF_8);

    assertThatCode(
            () ->
                recorder.answered(
                    new AnsweredCall(
                        "Scan", Instant.EPOCH, null, null, "127.0.0.1", body, null, new byte[0])))
        .doesNotThrowAnyException();
  }
}
