package trackline.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.almworks.sqlite4java.SQLiteConnection;
import com.almworks.sqlite4java.SQLiteException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.attach.AttachHandler;
import trackline.aws.TableStream;
import trackline.engines.dynamodb.DynamoDbEndpoint;
import trackline.engines.eventbridge.LocalEventBridge;
import trackline.engines.kit.LakeInMemory;
import trackline.engines.lambda.FunctionLog;
import trackline.engines.lambda.LocalContext;
import trackline.engines.lambda.LocalFunctions;
import trackline.engines.mapping.LocalMappings;
import trackline.engines.mapping.Timing;
import trackline.forward.ForwardHandler;

/**
 * Tables that others write, on the real database, mappings, attach and forward; and what has to be
 * in the lake of them.
 */
final class AttachedTables implements AutoCloseable {
  /** Nothing is read but at the steps that read. */
  private static final Timing BY_HAND =
      new Timing(Clock.systemUTC(), Duration.ofDays(1), Duration.ofMillis(1));

  private static final int PUTS_AT_ONCE = 10;

  private static final String DATABASE = "dynamodb/shared-local-instance.db";

  private final LakeInMemory lake = new LakeInMemory();
  private final SdkHttpClient http = UrlConnectionHttpClient.create();
  private final Map<String, Table> tables = new TreeMap<>();
  private final Path root = Files.createTempDirectory("attached-tables");
  private final List<String> names;
  private Path folder = root.resolve("0");
  private DynamoDbEndpoint dynamoDb;
  private LocalMappings mappings;
  private LocalFunctions lambda;
  private int puts;
  private int kills;

  /** Something that happens. */
  sealed interface Step {
    /** An item is put into a table, which is made where it is not there. */
    record Put(String table) implements Step {}

    /** Items are put into a table while what is in the streams is read. */
    record PutsBesideReads(String table) implements Step {}

    /** A table's stream is turned on. */
    record Enable(String table) implements Step {}

    /** A table's stream is turned off. */
    record Disable(String table) implements Step {}

    /** Attach looks at the tables. */
    record Attach() implements Step {}

    /** Whatever is in the streams that are mapped is read. */
    record Read() implements Step {}

    /** Trackline is stopped and started. */
    record Restart() implements Step {}

    /** Trackline is killed, and started on the files as they are. */
    record Kill() implements Step {}

    /** All is read, and Trackline is not started for some time. */
    record Rest(Duration time) implements Step {}
  }

  /** What a table is like, and what was put into it and is to be in the lake. */
  private static final class Table {
    private boolean isOn;
    private boolean isAttached;
    private final List<String> expected = new ArrayList<>();
  }

  AttachedTables(List<String> names) throws IOException {
    this.names = List.copyOf(names);
    Files.createDirectories(folder);
    start();
  }

  private void start() throws IOException {
    dynamoDb = DynamoDbEndpoint.start(folder.resolve("dynamodb"), 0);
    mappings =
        new LocalMappings(
            folder.resolve("mappings"), dynamoDb.streams(), none(), _ -> this::forward, BY_HAND);
    lambda = new LocalFunctions(Map.of("forward", this::forward), mappings);
    mappings.start();
  }

  /** The ids of the items whose events are in the lake, as often as they are. */
  List<String> inLake() {
    return lake.items();
  }

  /** The ids of the items whose events have to be there, and no others. */
  List<String> expected() {
    return tables.values().stream().flatMap(table -> table.expected.stream()).toList();
  }

  void take(Step step) throws Exception {
    switch (step) {
      case Step.Put(String table) -> put(table);
      case Step.PutsBesideReads(String table) -> putBesideReads(table);
      case Step.Enable(String table) -> enable(table);
      case Step.Disable(String table) -> disable(table);
      case Step.Attach() -> attach();
      case Step.Read() -> mappings.catchUp();
      case Step.Restart() -> restart();
      case Step.Kill() -> kill();
      case Step.Rest(Duration time) -> rest(time);
    }
  }

  private Table table(String name) {
    return tables.computeIfAbsent(name, this::create);
  }

  private Table create(String name) {
    dynamoDb
        .client()
        .createTable(
            r ->
                r.tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build()));
    return new Table();
  }

  private void put(String name) {
    Table table = table(name);
    String id = name + "-" + puts++;
    dynamoDb.client().putItem(r -> r.tableName(name).item(Map.of("id", AttributeValue.fromS(id))));
    if (table.isOn) {
      table.expected.add(id);
    }
  }

  private void putBesideReads(String name) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> putting =
          threads.submit(
              () -> {
                for (int i = 0; i < PUTS_AT_ONCE; i++) {
                  put(name);
                }
              });
      while (!putting.isDone()) {
        mappings.catchUp();
      }
      putting.get();
    }
  }

  private void enable(String name) {
    Table table = table(name);
    if (!table.isOn) {
      TableStream.enable(dynamoDb.client(), name, true);
      table.isOn = true;
    }
  }

  private void disable(String name) {
    Table table = table(name);
    if (table.isOn) {
      dynamoDb
          .client()
          .updateTable(r -> r.tableName(name).streamSpecification(s -> s.streamEnabled(false)));
      table.isOn = false;
      if (!table.isAttached) {
        // A stream that was off before the table was attached is none of attach's.
        table.expected.clear();
      }
    }
  }

  private void attach() throws IOException {
    new AttachHandler(
            Map.of(
                "EXISTING_TABLES", String.join(",", names),
                "EVENTS_TABLE", "events",
                "ENABLE_STREAMS", "off",
                "TABLE_CHANGES", "inserts",
                "FORWARD_FUNCTION", "forward",
                "BATCH_SIZE", "100",
                "BATCH_WINDOW_SECONDS", "0",
                "RETRY_ATTEMPTS", "0",
                "RECORD_AGE_SECONDS", "43200",
                "FAILURE_BUCKET", "none"),
            dynamoDb.client(),
            dynamoDb.streams(),
            lambda,
            new LocalEventBridge(_ -> {}, Clock.systemUTC()),
            http,
            Clock.systemUTC())
        .handleRequest(
            new ByteArrayInputStream("{}".getBytes(UTF_8)),
            new ByteArrayOutputStream(),
            context("attach"));
    tables.values().forEach(table -> table.isAttached |= table.isOn);
  }

  private byte[] forward(byte[] event) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ForwardHandler(
            Map.of(
                "DELIVERY_STREAM", "lake",
                "SEARCH_STREAM", "",
                "QUARANTINE_BUCKET", "none",
                "EVENTS_TABLE", "events",
                "TABLE_CHANGES", "inserts",
                "TABLE_MAPPING", "default"),
            lake,
            none(),
            Clock.systemUTC())
        .handleRequest(new ByteArrayInputStream(event), out, context("forward"));
    return out.toByteArray();
  }

  private LocalContext context(String function) {
    return new LocalContext(
        function, "r", Instant.now().plusSeconds(60), new FunctionLog(root, function));
  }

  /** Nothing is refused or given up here, so that nothing calls it. */
  private static S3Client none() {
    return new S3Client() {
      @Override
      public String serviceName() {
        return SERVICE_NAME;
      }

      @Override
      public void close() {}
    };
  }

  private void restart() throws IOException {
    stop();
    start();
  }

  private void stop() {
    mappings.close();
    lambda.close();
    dynamoDb.close();
  }

  /** The files are those of this moment: what is done to the old ones later is not in them. */
  private void kill() throws IOException {
    Path left = root.resolve(String.valueOf(++kills));
    copy(folder, left);
    stop();
    folder = left;
    start();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private void rest(Duration time) throws Exception {
    attach();
    mappings.catchUp();
    stop();
    age(time);
    start();
  }

  /** Makes all of the streams so much older, so that what is older than a day is forgotten. */
  private void age(Duration time) throws SQLiteException {
    SQLiteConnection file = new SQLiteConnection(folder.resolve(DATABASE).toFile());
    try {
      file.open(false);
      for (String table : List.of("us", "sm", "ss")) {
        file.exec(
            "UPDATE %s SET CreationDateTime = CreationDateTime - %d"
                .formatted(table, time.toMillis()));
      }
      for (String table : List.of("sm", "ss")) {
        file.exec(
            "UPDATE %s SET DeletionDateTime = DeletionDateTime - %d"
                .formatted(table, time.toMillis()));
      }
    } finally {
      file.dispose();
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    http.close();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
