package trackline.tests.walk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.aws.TableStream;
import trackline.local.Attached;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.plan.TrackingPlan;

/** The way of rows of tables that others write into the lake. */
class AttachTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path data;
  private Local local;
  private Client client;
  private DynamoDbClient dynamoDb;

  @BeforeEach
  void start() throws Exception {
    open(new Attached(List.of("orders", "test-table"), false, true, "default"));
  }

  private void open(Attached attached) throws Exception {
    local =
        Local.start(
            new LocalOptions(0, data, 0, 7, 1, TrackingPlan.DEFAULT, false, false, attached));
    client = new Client(local.url());
    URI endpoint = URI.create(endpoints().path("dynamodb").asText());
    dynamoDb =
        DynamoDbClient.builder()
            .endpointOverride(endpoint)
            .region(Region.EU_WEST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  @AfterEach
  void close() {
    dynamoDb.close();
    local.close();
  }

  @Test
  void aTableThatIsMadeLaterIsReadFromItsFirstItemOn() throws Exception {
    create("orders");
    enable("orders");
    Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    put("orders", 0, 3);
    Instant after = Instant.now();
    client.local("flush");

    assertThat(ids("orders")).containsExactly("0", "1", "2");
    assertThat(rows("orders"))
        .allSatisfy(
            row -> {
              assertThat(row.path("user_id").asText()).isEqualTo("ada");
              assertThat(row.path("event_id").asText()).startsWith("orders:");
              assertThat(row.path("event_type").asText()).isEqualTo("row_inserted");
              assertThat(Instant.parse(row.path("event_at").asText())).isBetween(before, after);
              assertThat(row.has("id")).isFalse();
            });
  }

  /** The table is there, and empty, when another process begins to read it. */
  @Test
  void aTableOfAnEarlierProcessIsReadFromItsFirstItemOn() throws Exception {
    close();
    open(Attached.NONE);
    for (String table : List.of("visits", "orders")) {
      create(table);
      enable(table);
    }
    close();
    open(new Attached(List.of("orders"), false, false, "default"));
    until(() -> !endpoints().path("attached").isEmpty());
    client.local("flush");
    put("orders", 0, 40);
    client.local("flush");

    assertThat(ids("orders"))
        .containsExactlyElementsOf(IntStream.range(0, 40).mapToObj(String::valueOf).toList());
  }

  /** Whoever removed it: perhaps a clean-up, or its time to live. */
  @Test
  void aRowThatIsRemovedMakesNobodyActive() throws Exception {
    create("orders");
    put("orders", 0, 2);
    enable("orders");
    for (String id : List.of("0", "1")) {
      dynamoDb.deleteItem(r -> r.tableName("orders").key(Map.of("id", AttributeValue.fromS(id))));
    }
    client.local("flush");
    client.local("refresh");

    assertThat(rollup("active_users_per_day").getLast().path(1).asInt()).isZero();
    assertThat(rollup("top_events"))
        .extracting(row -> row.path(1).asText() + " " + row.path(3).asInt())
        .containsExactly("row_removed 2");
    JsonNode recent = client.get("/v1/users/ada/events").body();
    assertThat(recent.path("events")).isEmpty();
    assertThat(recent.path("elsewhere"))
        .extracting(JsonNode::asText)
        .containsExactly("table:orders", "table:test-table");
  }

  private List<JsonNode> rollup(String name) {
    return client.get("/v1/rollups/" + name).body().path("rows").valueStream().toList();
  }

  @Test
  void whoLooksAtTheEndpointsSeesATableThatWasAttachedAMomentAgo() throws Exception {
    create("orders");
    enable("orders");

    assertThat(endpoints().path("attached"))
        .extracting(JsonNode::asText)
        .containsExactly(streamOf("orders"));
  }

  /** What was wrong is not the last that is said. */
  @Test
  void itIsSaidThatATableIsAttached() throws Exception {
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      close();
      open(new Attached(List.of("orders"), false, false, "default"));
      client.local("flush");
      create("orders");
      client.local("flush");
      enable("orders");
      client.local("flush");
      client.local("flush");
    } finally {
      System.setErr(err);
    }
    assertThat(said.toString(UTF_8).lines().filter(line -> line.contains("orders")))
        .satisfiesExactly(
            line -> assertThat(line).contains("Not attached yet", "is not there"),
            line -> assertThat(line).contains("Not attached yet", "no stream that is on"),
            line -> assertThat(line).contains("Attached: orders"));
  }

  /** The seed's own: the item's name is put, then put again. */
  @Test
  void aChangeHasTheOldImageAndTheNew() throws Exception {
    create("test-table");
    enable("test-table");
    for (String name : List.of("Tung", "Tung Nguyen")) {
      dynamoDb.putItem(
          r ->
              r.tableName("test-table")
                  .item(
                      Map.of("id", AttributeValue.fromS("1"), "name", AttributeValue.fromS(name))));
    }
    dynamoDb.deleteItem(
        r -> r.tableName("test-table").key(Map.of("id", AttributeValue.fromS("1"))));
    client.local("flush");

    assertThat(rows("test-table"))
        .extracting(row -> row.path("event_type").asText())
        .containsExactly("row_inserted", "row_modified", "row_removed");
    assertThat(properties("test-table"))
        .extracting(JsonNode::toString)
        .containsExactly(
            "{\"change\":\"INSERT\",\"keys\":{\"id\":\"1\"},"
                + "\"new_image\":{\"name\":\"Tung\",\"id\":\"1\"}}",
            "{\"change\":\"MODIFY\",\"keys\":{\"id\":\"1\"},"
                + "\"new_image\":{\"name\":\"Tung Nguyen\",\"id\":\"1\"},"
                + "\"old_image\":{\"name\":\"Tung\",\"id\":\"1\"}}",
            "{\"change\":\"REMOVE\",\"keys\":{\"id\":\"1\"},"
                + "\"old_image\":{\"name\":\"Tung Nguyen\",\"id\":\"1\"}}");
  }

  @Test
  void nothingIsLostThatIsWrittenAfterTheStreamIsEnabledAgain() throws Exception {
    create("orders");
    enable("orders");
    put("orders", 0, 20);
    client.local("flush");
    String first = streamOf("orders");
    AtomicBoolean enough = new AtomicBoolean();
    List<Integer> written = new ArrayList<>();
    Thread writer = Thread.ofPlatform().start(() -> write(enough, written));
    disable("orders");
    enable("orders");
    int from;
    synchronized (written) {
      from = written.size() + 1_001;
    }
    until(() -> endpoints().path("attached").toString().contains(streamOf("orders")));
    enough.set(true);
    writer.join();
    put("orders", 20, 40);
    client.local("flush");

    assertThat(streamOf("orders")).isNotEqualTo(first);
    Set<String> expected =
        Stream.concat(written.stream().filter(n -> n >= from), IntStream.range(0, 40).boxed())
            .map(String::valueOf)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(ids("orders")).containsAll(expected);
  }

  private void write(AtomicBoolean enough, List<Integer> written) {
    for (int n = 1_000; !enough.get(); n++) {
      put("orders", n, n + 1);
      synchronized (written) {
        written.add(n);
      }
    }
  }

  /** What was written before a stop is read after it, from the old stream and from the new one. */
  @Test
  void aStreamThatChangedWhileNobodyLookedIsFollowed() throws Exception {
    create("orders");
    enable("orders");
    put("orders", 0, 2);
    client.local("flush");
    put("orders", 2, 4);
    close();
    open(Attached.NONE);
    disable("orders");
    enable("orders");
    put("orders", 4, 6);
    close();
    open(new Attached(List.of("orders"), false, false, "default"));
    client.local("flush");

    assertThat(ids("orders")).contains("0", "1", "2", "3", "4", "5");
  }

  /** Two changes, and one more stream that is off again, between two runs. */
  @Test
  void streamsThatCameAndWentWhileNobodyLookedAreReadOnce() throws Exception {
    create("orders");
    enable("orders");
    put("orders", 0, 2);
    client.local("flush");
    close();
    open(Attached.NONE);
    disable("orders");
    enable("orders");
    put("orders", 2, 4);
    disable("orders");
    enable("orders");
    put("orders", 4, 6);
    disable("orders");
    close();
    open(new Attached(List.of("orders"), false, false, "default"));
    client.local("flush");

    assertThat(ids("orders")).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5");
  }

  @Test
  void streamsAreTurnedOnWhereThatIsAllowed() throws Exception {
    create("orders");
    close();
    open(new Attached(List.of("orders"), true, false, "default"));
    until(() -> !endpoints().path("attached").isEmpty());
    put("orders", 0, 2);
    client.local("flush");

    assertThat(ids("orders")).containsExactly("0", "1");
  }

  @Test
  void aTableThatIsNamedNoLongerIsLeftAlone() throws Exception {
    create("orders");
    enable("orders");
    client.local("flush");
    close();
    open(new Attached(List.of("test-table"), false, false, "default"));
    until(() -> endpoints().path("attached").isEmpty());
    put("orders", 0, 2);
    client.local("flush");

    assertThat(ids("orders")).isEmpty();
    assertThat(streamOf("orders")).isNotEmpty();
  }

  @Test
  void aResetEmptiesOtherTablesTooAndReadsOn() throws Exception {
    create("orders");
    enable("orders");
    put("orders", 0, 2);
    client.local("reset");
    put("orders", 2, 4);
    client.local("flush");

    assertThat(ids("orders")).containsExactly("2", "3");
  }

  private static void until(BooleanSupplier condition) {
    Instant limit = Instant.now().plusSeconds(20);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(limit);
      Thread.onSpinWait();
    }
  }

  private JsonNode endpoints() {
    return client.get("/local/endpoints").body();
  }

  private String streamOf(String table) {
    return dynamoDb.describeTable(r -> r.tableName(table)).table().latestStreamArn();
  }

  private void create(String table) {
    ExistingTable.create(dynamoDb, table);
  }

  private void enable(String table) {
    TableStream.enable(dynamoDb, table, true);
  }

  private void disable(String table) {
    ExistingTable.disable(dynamoDb, table);
  }

  private void put(String table, int from, int to) {
    for (int n = from; n < to; n++) {
      Map<String, AttributeValue> item =
          Map.of(
              "id", AttributeValue.fromS(String.valueOf(n)),
              "user_id", AttributeValue.fromS("ada"));
      dynamoDb.putItem(r -> r.tableName(table).item(item));
    }
  }

  private List<String> ids(String table) throws IOException {
    return properties(table).stream()
        .map(properties -> properties.path("keys").path("id").asText())
        .toList();
  }

  private List<JsonNode> properties(String table) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode row : rows(table)) {
      found.add(JSON.readTree(row.path("properties").asText()));
    }
    return found;
  }

  private List<JsonNode> rows(String table) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    try (Stream<Path> files = Files.walk(data.resolve("s3/trackline-lake"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".gz")).sorted().toList()) {
        rows.addAll(Lake.lines(file));
      }
    }
    return rows.stream()
        .filter(row -> row.path("source").asText().equals("table:" + table))
        .toList();
  }
}
