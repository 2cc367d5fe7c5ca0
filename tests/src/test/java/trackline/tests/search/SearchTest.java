package trackline.tests.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.event.Column;
import trackline.local.Attached;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.tests.walk.Client;

/** Search over a whole Trackline on this machine; the last test stops it and starts it again. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SearchTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @TempDir static Path folder;
  private static Local local;
  private static Client client;
  private static Searches search;
  private static int sent;

  @BeforeAll
  static void start() throws Exception {
    local =
        Local.start(new LocalOptions(0, folder, 0, 7, 1, "default", true, false, Attached.NONE));
    client = new Client(local.url());
    search = Searches.of(client);
  }

  @AfterAll
  static void stop() {
    local.close();
  }

  @Test
  void anEventSentAMomentBeforeIsFoundByUserByPropertyAndByAnyWord() {
    send("moment", "ada", NODES.objectNode().put("plan", "pro").put("seats", 7));

    assertThat(search.ids("user_id:ada")).containsExactly("moment");
    assertThat(search.ids("properties.plan:pro")).containsExactly("moment");
    assertThat(search.ids("pro")).containsExactly("moment");
    assertThat(search.ids("user_id:ada AND properties.seats:7")).containsExactly("moment");
    assertThat(search.ids("user_id:ada AND properties.seats:8")).isEmpty();
    assertThat(search.ids("event_at:[now-1h TO now] AND user_id:ada")).containsExactly("moment");
  }

  @Test
  void aMessageOfSegmentsIsFoundToo() {
    String message =
        """
        {"userId":"bob","event":"Order Completed","messageId":"segment","properties":{"plan":"gold"}}
        """;
    assertThat(client.post("/v1/track", message).status()).isEqualTo(200);
    sent++;
    client.local("flush");

    assertThat(search.ids("user_id:bob")).containsExactly("segment");
    assertThat(search.ids("properties.plan:gold")).containsExactly("segment");
    assertThat(search.ids("source:segment AND gold")).containsExactly("segment");
  }

  @Test
  void aDocumentHasTheLakesColumnsAndThePropertiesAsTheyWere() {
    ObjectNode properties = NODES.objectNode().put("a.b", 1).put("A.B", "2");
    properties.putObject("nested").putArray("list").add(1.50).add("x").addNull();
    send("whole", "whole", properties);

    JsonNode document = search.find("event_id:whole").getFirst();
    assertThat(document.get("properties")).isEqualTo(properties);
    assertThat(document.path("source").asText()).isEqualTo("tracker");
    assertThat(document.path("is_bot").isBoolean()).isTrue();
    assertThat(search.ids("ip_address:\"203.0.113.0/24\" AND user_id:whole"))
        .containsExactly("whole");
  }

  /** Each of these would be refused, or would make a field, in an object of OpenSearch. */
  @Test
  void noNameIsTooOdd() {
    Map<String, String> odd =
        Map.of(
            "dots", "a.b.c",
            "leading-dot", ".hidden",
            "only-dots", "...",
            "blank", " ",
            "proto", "__proto__",
            "id", "_id",
            "source", "_source",
            "quote", "say \"hi\" \\",
            "emoji", "größe 😀");
    odd.forEach((id, name) -> send(id, "odd", NODES.objectNode().put(name, "v-" + id)));

    odd.forEach(
        (id, name) -> assertThat(search.idsByProperty(name, "v-" + id)).as(id).containsExactly(id));
    assertThat(search.ids("user_id:odd")).containsExactlyInAnyOrderElementsOf(odd.keySet());
  }

  @Test
  void aNameMayBeANumberHereAndAnObjectThere() {
    send("as-number", "types", NODES.objectNode().put("value", 1));
    send("as-text", "types", NODES.objectNode().put("value", "one"));
    ObjectNode object = NODES.objectNode();
    object.putObject("value").put("deep", true);
    send("as-object", "types", object);

    assertThat(search.ids("user_id:types")).hasSize(3);
    assertThat(search.idsByProperty("value", "1")).containsExactly("as-number");
    assertThat(search.idsByProperty("value.deep", "true")).containsExactly("as-object");
  }

  @Test
  void tenThousandNamesMakeNoField() {
    ObjectNode many = NODES.objectNode();
    for (int i = 0; i < 10_000; i++) {
      many.put("property_" + i, "value" + i);
    }
    send("many", "many", many);

    assertThat(search.idsByProperty("property_9999", "value9999")).containsExactly("many");
    search
        .mappings()
        .forEach(
            index ->
                assertThat(index.at("/mappings/properties")).hasSize(Column.values().length + 2));
  }

  /** Their attributes may have names that no document may, and columns that are none. */
  @Test
  void rowsOfATableMadeElsewhereAreTaken() {
    put(
        "1",
        Map.of(
            "_id", "underscore",
            "_source", "reserved",
            ".a", "dot",
            "a..b", "dots",
            "event_at", "yesterday",
            "received_at", "7",
            "ip_address", "unknown",
            "is_bot", "perhaps",
            "properties", "{\"\":\"empty\",\"a\":{\"\":1}}"));
    put("2", Map.of("properties", "{\"twice\":1,\"twice\":2}"));
    put("3", Map.of("properties", "no JSON"));
    client.local("flush");

    assertThat(search.find("user_id:elsewhere")).hasSize(3);
    assertThat(search.ids("properties.a.:1 OR properties.:empty")).hasSize(1);
    assertThat(search.find("attributes.properties:\"no JSON\"")).hasSize(1);
    assertThat(search.find("user_id:elsewhere AND empty")).hasSize(1);
    assertThat(search.find("attributes._id:underscore")).hasSize(1);
  }

  private static void put(String key, Map<String, String> attributes) {
    JsonNode endpoints = client.get("/local/endpoints").body();
    Map<String, AttributeValue> item = new HashMap<>();
    attributes.forEach((name, value) -> item.put(name, AttributeValue.fromS(value)));
    item.put("user_id", AttributeValue.fromS("elsewhere"));
    item.put("event_key", AttributeValue.fromS(key));
    try (DynamoDbClient dynamoDb =
        DynamoDbClient.builder()
            .endpointOverride(URI.create(endpoints.path("dynamodb").asText()))
            .region(Region.EU_WEST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      String table = endpoints.at("/tables/events").asText();
      dynamoDb.putItem(r -> r.tableName(table).item(item));
      sent++;
    }
  }

  /** A term of OpenSearch has 32,766 bytes at most. */
  @Test
  void noValueIsTooLong() {
    ObjectNode properties = NODES.objectNode().put("long", "ü".repeat(40_000));
    properties.put("n".repeat(40_000), 1).put("short", "found");
    send("long", "long", properties);

    assertThat(search.idsByProperty("short", "found")).containsExactly("long");
  }

  @Test
  void documentsLieInTheIndexOfTheirDayAndInTheBackup() throws IOException {
    LocalDate before = today();
    send("rotated", "rotated", NODES.objectNode());
    LocalDate after = today();

    List<String> indexes = new ArrayList<>();
    search.mappings().fieldNames().forEachRemaining(indexes::add);
    assertThat(indexes).containsAnyOf("events-" + before, "events-" + after);
    assertThat(folder.resolve("s3/trackline-search-backup/documents/dt=" + after))
        .isNotEmptyDirectory();
    assertThat(folder.resolve("s3/trackline-search-backup/errors")).doesNotExist();
  }

  private static LocalDate today() {
    return LocalDate.now(Clock.systemUTC());
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void aRestartLosesNothingAndAResetEverything() throws Exception {
    post("last", "restart", NODES.objectNode());
    local.close();
    start();
    client.local("flush");

    assertThat(search.ids("user_id:restart")).containsExactly("last");
    assertThat(search.find("*")).hasSize(sent);

    client.local("reset");
    assertThat(search.find("*")).isEmpty();
    send("anew", "anew", NODES.objectNode());
    assertThat(search.ids("user_id:anew")).containsExactly("anew");
  }

  /** Sends an event to the events door, and lets everything that is buffered be delivered. */
  private static void send(String id, String user, ObjectNode properties) {
    post(id, user, properties);
    client.local("flush");
  }

  private static void post(String id, String user, ObjectNode properties) {
    ObjectNode event = NODES.objectNode();
    event
        .put("event_id", id)
        .put("user_id", user)
        .put("event_type", "track")
        .put("event_name", "Searched")
        .put("ip_address", "203.0.113.7")
        .set("properties", properties);
    Client.Answer answer = client.post(event.toString());
    assertThat(answer.status()).as(id + answer.body()).isEqualTo(202);
    sent++;
  }
}
