package trackline.engines.dynamodb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.almworks.sqlite4java.SQLiteConnection;
import com.almworks.sqlite4java.SQLiteException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import trackline.engines.kit.EventTables;

/** The numbers and times of a stream's records, over restarts and days. */
final class StreamNumbersTest {
  private static final List<String> TABLES = List.of("table-a", "table-b", "table-c", "table-d");

  @TempDir Path folder;
  private DynamoDbEndpoint dynamoDb;

  @BeforeEach
  void start() throws IOException {
    dynamoDb = DynamoDbEndpoint.start(folder, 0);
  }

  @AfterEach
  void stop() {
    dynamoDb.close();
  }

  private void restart() throws IOException {
    dynamoDb.close();
    start();
  }

  /** Whatever was written in between, and by which process: it may be refused, and never skips. */
  @ParameterizedTest
  @EnumSource(names = {"TRIM_HORIZON", "LATEST"})
  void anIteratorOfAnEmptyShardGivesItsFirstRecord(ShardIteratorType type) throws IOException {
    TABLES.forEach(this::create);
    List<String> before = TABLES.stream().map(table -> iterator(table, type)).toList();
    restart();
    List<String> after = TABLES.stream().map(table -> iterator(table, type)).toList();
    for (int n = TABLES.size() - 1; n >= 0; n--) {
      put(TABLES.get(n), "1");
      assertThat(read(TABLES.get(n), before.get(n))).containsExactly("1");
      assertThat(read(TABLES.get(n), after.get(n))).containsExactly("1");
    }
  }

  @Test
  void theIteratorThatAnEmptyShardHandsOnGivesItsFirstRecord() throws IOException {
    TABLES.forEach(this::create);
    restart();
    for (String table : TABLES.reversed()) {
      String next = page(iterator(table, ShardIteratorType.TRIM_HORIZON)).nextShardIterator();
      put(table, "1");
      assertThat(read(table, next)).containsExactly("1");
    }
  }

  /**
   * DynamoDB Local forgets records after 30 hours as it starts, and counts on from what is left.
   */
  @Test
  void numbersGoOnWhereAllRecordsAreForgotten() throws Exception {
    create("table-a");
    put("table-a", "1");
    put("table-a", "2");
    Record last = page(iterator("table-a", ShardIteratorType.TRIM_HORIZON)).records().getLast();
    dynamoDb.close();
    age(Duration.ofHours(31));
    start();
    assertThat(page(after("table-a", last)).records()).isEmpty();
    restart();
    String iterator = after("table-a", last);
    put("table-a", "3");

    assertThat(read("table-a", iterator)).containsExactly("3");
  }

  /** Folders of earlier versions hold records with numbers below that of their shard. */
  @Test
  void aShardBeginsNoLaterThanItsFirstRecord() throws Exception {
    create("table-a");
    put("table-a", "1");
    put("table-a", "2");
    dynamoDb.close();
    change("UPDATE ss SET InitialSequenceNumberStart = InitialSequenceNumberStart + 100");
    start();
    Record first = page(iterator("table-a", ShardIteratorType.TRIM_HORIZON)).records().getFirst();

    assertThat(read("table-a", after("table-a", first))).containsExactly("2");
  }

  @Test
  void aRecordHasTheSecondOfItsChange() {
    create("table-a");
    Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    put("table-a", "1");
    Instant after = Instant.now();

    Record record = page(iterator("table-a", ShardIteratorType.TRIM_HORIZON)).records().getFirst();
    assertThat(record.dynamodb().approximateCreationDateTime())
        .isBetween(before, after)
        .isEqualTo(record.dynamodb().approximateCreationDateTime().truncatedTo(ChronoUnit.SECONDS));
  }

  @Test
  void eachRecordHasItsOwnTime() throws Exception {
    create("table-a");
    put("table-a", "1");
    dynamoDb.close();
    age(Duration.ofSeconds(7_201));
    start();
    put("table-a", "2");

    List<Record> records = page(iterator("table-a", ShardIteratorType.TRIM_HORIZON)).records();
    assertThat(
            Duration.between(
                records.getFirst().dynamodb().approximateCreationDateTime(),
                records.getLast().dynamodb().approximateCreationDateTime()))
        .isBetween(Duration.ofSeconds(7_201), Duration.ofSeconds(7_261));
  }

  private void create(String table) {
    EventTables.create(dynamoDb.client(), table);
  }

  private void put(String table, String key) {
    dynamoDb.client().putItem(r -> r.tableName(table).item(EventTables.item(key)));
  }

  private String iterator(String table, ShardIteratorType type) {
    return iterator(table, type, null);
  }

  private String after(String table, Record record) {
    return iterator(
        table, ShardIteratorType.AFTER_SEQUENCE_NUMBER, record.dynamodb().sequenceNumber());
  }

  private String iterator(String table, ShardIteratorType type, @Nullable String number) {
    String stream = EventTables.streamArn(dynamoDb.client(), table);
    Shard shard =
        dynamoDb
            .streams()
            .describeStream(r -> r.streamArn(stream))
            .streamDescription()
            .shards()
            .getFirst();
    return dynamoDb
        .streams()
        .getShardIterator(
            r ->
                r.streamArn(stream)
                    .shardId(shard.shardId())
                    .shardIteratorType(type)
                    .sequenceNumber(number))
        .shardIterator();
  }

  private GetRecordsResponse page(String iterator) {
    return dynamoDb.streams().getRecords(r -> r.shardIterator(iterator));
  }

  /** The keys from an iterator on, or from the oldest record where it is refused. */
  private List<String> read(String table, String iterator) {
    GetRecordsResponse page;
    try {
      page = page(iterator);
    } catch (TrimmedDataAccessException e) {
      page = page(iterator(table, ShardIteratorType.TRIM_HORIZON));
    }
    return page.records().stream().map(record -> key(record.dynamodb().keys())).toList();
  }

  private static String key(Map<String, AttributeValue> keys) {
    return requireNonNull(keys.get("event_key")).s();
  }

  private void age(Duration age) throws SQLiteException {
    change("UPDATE us SET CreationDateTime = CreationDateTime - " + age.toMillis());
  }

  private void change(String sql) throws SQLiteException {
    SQLiteConnection file =
        new SQLiteConnection(folder.resolve("shared-local-instance.db").toFile());
    try {
      file.open(false);
      file.exec(sql);
    } finally {
      file.dispose();
    }
  }
}
