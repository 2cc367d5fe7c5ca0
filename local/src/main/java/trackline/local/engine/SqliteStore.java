package trackline.local.engine;

import com.almworks.sqlite4java.SQLiteConnection;
import com.almworks.sqlite4java.SQLiteException;
import com.almworks.sqlite4java.SQLiteJob;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.shared.access.LocalDBClient;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteDBAccess;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteLibraryLoader;
import software.amazon.dynamodb.services.local.shared.jobs.JobsRegister;

/**
 * DynamoDB Local's database file, written without waiting for the disk.
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

  static LocalDynamoDBRequestHandler open(Path folder) throws IOException {
    try {
      SQLiteLibraryLoader.initialize();
      LocalDynamoDBRequestHandler handler =
          new LocalDynamoDBRequestHandler(0, false, folder.toString(), true, false);
      File file = folder.resolve(SHARED + ".db").toFile();
      takeIn(file);
      JobsRegister jobs = new JobsRegister(Executors.newFixedThreadPool(10), false);
      SqliteStore store = new SqliteStore(file);
      databases(handler).put(SHARED, new LocalDBClient(store, jobs));
      return handler;
    } catch (Exception e) {
      throw new IOException("DynamoDB cannot open its database in " + folder, e);
    }
  }

  /**
   * Has a file take in the log that a killed process left, which the last connection does as it
   * closes. DynamoDB Local keeps statements open, and SQLite cannot do it meanwhile: each start
   * would read the log of all starts before.
   */
  private static void takeIn(File file) throws SQLiteException {
    SQLiteConnection connection = new SQLiteConnection(file);
    try {
      connection.open();
      connection.exec("SELECT count(*) FROM sqlite_master");
    } finally {
      connection.dispose();
    }
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
}
