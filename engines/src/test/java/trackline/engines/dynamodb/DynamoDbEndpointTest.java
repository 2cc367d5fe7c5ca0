package trackline.engines.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.almworks.sqlite4java.SQLiteConnection;
import com.almworks.sqlite4java.SQLiteStatement;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import trackline.engines.kit.Child;
import trackline.engines.kit.EventTables;

final class DynamoDbEndpointTest extends DynamoDbContract {
  private static final String FILE = "shared-local-instance.db";

  @TempDir Path folder;
  private DynamoDbEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint = DynamoDbEndpoint.start(folder, 0);
    EventTables.create(client());
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Override
  DynamoDbClient client() {
    return endpoint.client();
  }

  @Test
  void keepsItemsOverARestart() throws IOException {
    EventTables.put(client(), "a");
    endpoint.close();
    endpoint = DynamoDbEndpoint.start(folder, 0);

    assertThat(EventTables.keys(client())).containsExactly("a");
  }

  @Test
  void answersOnTheLoopbackAddressOnly() throws IOException {
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(each.getInetAddresses())) {
        assertThat(isOpen(address)).isEqualTo(address.equals(InetAddress.getLoopbackAddress()));
      }
    }
  }

  @Test
  void aResetLeavesEmptyTablesWithANewStream() {
    EventTables.put(client(), "a");
    String stream = EventTables.streamArn(client());

    endpoint.reset();

    assertThat(EventTables.keys(client())).isEmpty();
    assertThat(EventTables.streamArn(client())).isNotEqualTo(stream);
  }

  /** Tables are made here by others too, with whatever a table may have. */
  @Test
  void aResetLeavesIndexesAndStreamsThatAreOffAsTheyAre() {
    LocalSecondaryIndex index =
        LocalSecondaryIndex.builder()
            .indexName("by-total")
            .keySchema(key("id", KeyType.HASH), key("total", KeyType.RANGE))
            .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY))
            .build();
    client()
        .createTable(
            r ->
                r.tableName("orders")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(number("id"), number("line"), number("total"))
                    .keySchema(key("id", KeyType.HASH), key("line", KeyType.RANGE))
                    .localSecondaryIndexes(index));

    endpoint.reset();

    TableDescription table = client().describeTable(r -> r.tableName("orders")).table();
    assertThat(table.localSecondaryIndexes())
        .singleElement()
        .satisfies(one -> assertThat(one.keySchema()).isEqualTo(index.keySchema()))
        .satisfies(one -> assertThat(one.projection()).isEqualTo(index.projection()));
    assertThat(table.latestStreamArn()).isNull();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static AttributeDefinition number(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.N)
        .build();
  }

  /** It looks for it before each call, among the records of all streams. */
  @Test
  void findsAStreamsFirstRecordByAnIndex(@TempDir Path data) throws Exception {
    DynamoDbEndpoint.start(data, 0).close();
    SQLiteConnection file = new SQLiteConnection(data.resolve(FILE).toFile());
    try {
      file.openReadonly();
      SQLiteStatement plan =
          file.prepare(
              "EXPLAIN QUERY PLAN SELECT MIN(SequenceNumber) FROM us WHERE StreamID = 'stream'");
      plan.step();
      assertThat(plan.columnString(plan.columnCount() - 1)).contains("first_record");
    } finally {
      file.dispose();
    }
  }

  @Test
  void keepsWhatItAcknowledgedOverAKill(@TempDir Path data) throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (Child child = new Child(Writer.class, data)) {
      while (acknowledged.size() < 50) {
        acknowledged.add(child.line());
      }
      acknowledged.addAll(child.kill());
    }
    long logged = log(data).length();
    try (DynamoDbEndpoint again = DynamoDbEndpoint.start(data, 0)) {
      assertThat(EventTables.keys(again.client())).containsAll(acknowledged);
      // Or each start would read what was written since the first one.
      assertThat(log(data).length()).isLessThan(logged / 2);
    }
  }

  private static File log(Path data) {
    return data.resolve(FILE + "-wal").toFile();
  }

  /** Puts items for ever, and prints the key of each after it is acknowledged. */
  static final class Writer {
    public static void main(String[] arguments) throws IOException {
      DynamoDbEndpoint endpoint = DynamoDbEndpoint.start(Path.of(arguments[0]), 0);
      EventTables.create(endpoint.client());
      for (int i = 0; ; i++) {
        String key = "key-%06d".formatted(i);
        EventTables.put(endpoint.client(), key);
        System.out.println(key);
      }
    }
  }

  private boolean isOpen(InetAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, endpoint.uri().getPort()), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
