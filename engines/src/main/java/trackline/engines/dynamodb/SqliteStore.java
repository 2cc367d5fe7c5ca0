package trackline.engines.dynamodb;

import com.almworks.sqlite4java.SQLiteConnection;
import com.almworks.sqlite4java.SQLiteException;
import com.almworks.sqlite4java.SQLiteJob;
import com.almworks.sqlite4java.SQLiteStatement;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.shared.access.LocalDBClient;
import software.amazon.dynamodb.services.local.shared.access.ShardIterator;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteDBAccess;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteLibraryLoader;
import software.amazon.dynamodb.services.local.shared.jobs.JobsRegister;

/**
 * DynamoDB Local's database file, written without waiting for the disk, with streams whose numbers
 * go on over restarts and whose times have their seconds.
 *
 * <p>As delivered it waits for the disk several times an item, which holds inserts to some dozens a
 * second. Without the wait a killed process loses nothing, since the operating system has the
 * bytes; only a power cut can. With a write-ahead log a commit is one append, and takes half the
 * time that it takes with a rollback journal.
 */
final class SqliteStore extends SQLiteDBAccess {
  /** The name under which DynamoDB Local keeps the database that all regions and keys share. */
  private static final String SHARED = "shared-local-instance";

  private SqliteStore(File file) {
    super(file);
    queue.execute(new Settings()).complete();
  }

  /** Waits until the file is let go, or who opens it next would find it locked. */
  @Override
  public void close() {
    super.close();
    try {
      queue.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As they are in the file: DynamoDB Local cuts their times down to the minute. */
  @Override
  public List<Record> getStreamRecords(Integer limit, ShardIterator from) {
    List<Record> records = super.getStreamRecords(limit, from);
    if (records.isEmpty()) {
      return records;
    }
    Times times = new Times(from.streamId, number(records.getFirst()), number(records.getLast()));
    Map<Long, Instant> found = queue.execute(times).complete();
    Objects.requireNonNull(found, "The database is closed");
    // Its caller changes the list.
    return new ArrayList<>(
        records.stream()
            .map(record -> at(found.getOrDefault(number(record), written(record)), record))
            .toList());
  }

  /** The time of a record that was forgotten between the two readings stays as it was answered. */
  private static Instant written(Record record) {
    return record.dynamodb().approximateCreationDateTime();
  }

  private static Record at(Instant time, Record record) {
    return record.toBuilder()
        .dynamodb(record.dynamodb().toBuilder().approximateCreationDateTime(time).build())
        .build();
  }

  private static long number(Record record) {
    return Long.parseLong(record.dynamodb().sequenceNumber());
  }

  static LocalDynamoDBRequestHandler open(Path folder) throws IOException {
    try {
      SQLiteLibraryLoader.initialize();
      LocalDynamoDBRequestHandler handler =
          new LocalDynamoDBRequestHandler(0, false, folder.toString(), true, false);
      File file = folder.resolve(SHARED + ".db").toFile();
      prepare(file);
      JobsRegister jobs = new JobsRegister(Executors.newFixedThreadPool(10), false);
      SqliteStore store = new SqliteStore(file);
      databases(handler).put(SHARED, new LocalDBClient(store, jobs));
      return handler;
    } catch (Exception e) {
      throw new IOException("DynamoDB cannot open its database in " + folder, e);
    }
  }

  /**
   * Readies a file before DynamoDB Local opens it.
   *
   * <p>As this connection closes, the file takes in the log that a killed process left. DynamoDB
   * Local keeps statements open, and SQLite cannot do it meanwhile: each start would read the log
   * of all starts before.
   */
  private static void prepare(File file) throws SQLiteException {
    SQLiteConnection connection = new SQLiteConnection(file);
    try {
      connection.open();
      if (hasStreams(connection)) {
        StreamNumbers.keep(connection);
      }
    } finally {
      connection.dispose();
    }
  }

  private static boolean hasStreams(SQLiteConnection connection) throws SQLiteException {
    SQLiteStatement tables =
        connection.prepare("SELECT count(*) FROM sqlite_master WHERE name IN ('us', 'ss')");
    tables.step();
    return tables.columnInt(0) == 2;
  }

  /** The handler opens its databases itself, at the first request, and offers no other way in. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> databases(LocalDynamoDBRequestHandler handler)
      throws ReflectiveOperationException {
    Field field = LocalDynamoDBRequestHandler.class.getDeclaredField("dbRequestHandlers");
    field.setAccessible(true);
    return (Map<String, Object>) field.get(handler);
  }

  /**
   * Before each call DynamoDB Local looks for the first record of the table's stream, among the
   * records of all streams of the last day, those of tables that are gone too: for a stream that is
   * new, all of them.
   */
  private static final class Settings extends SQLiteJob<Void> {
    @Override
    protected Void job(SQLiteConnection connection) throws SQLiteException {
      connection.exec("PRAGMA locking_mode=EXCLUSIVE");
      connection.exec("PRAGMA journal_mode=WAL");
      connection.exec("PRAGMA synchronous=OFF");
      connection.exec("CREATE INDEX IF NOT EXISTS first_record ON us (StreamID, SequenceNumber)");
      return null;
    }
  }

  /** The times of a stream's records, to the second as on AWS, by their numbers. */
  private static final class Times extends SQLiteJob<Map<Long, Instant>> {
    private static final long SECOND = 1_000;

    private final String stream;
    private final long first;
    private final long last;

    Times(String stream, long first, long last) {
      this.stream = stream;
      this.first = first;
      this.last = last;
    }

    @Override
    protected Map<Long, Instant> job(SQLiteConnection connection) throws SQLiteException {
      SQLiteStatement rows =
          connection.prepare(
              "SELECT SequenceNumber, CreationDateTime FROM us"
                  + " WHERE StreamID = ? AND SequenceNumber BETWEEN ? AND ?");
      try {
        return read(rows.bind(1, stream).bind(2, first).bind(3, last));
      } finally {
        rows.dispose();
      }
    }

    private static Map<Long, Instant> read(SQLiteStatement rows) throws SQLiteException {
      Map<Long, Instant> times = new HashMap<>();
      while (rows.step()) {
        times.put(rows.columnLong(0), Instant.ofEpochSecond(rows.columnLong(1) / SECOND));
      }
      return times;
    }
  }
}
