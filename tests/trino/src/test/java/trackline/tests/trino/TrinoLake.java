package trackline.tests.trino;

import io.trino.Session;
import io.trino.plugin.hive.HivePlugin;
import io.trino.spi.type.TimeZoneKey;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.QueryRunner;
import io.trino.testing.TestingSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import trackline.event.Column;

/** A Trino in process with a lake's folder as its tables, declared as on AWS. */
final class TrinoLake implements AutoCloseable {

  private final QueryRunner trino;

  private TrinoLake(QueryRunner trino) {
    this.trino = trino;
  }

  /** Starts Trino over the lake in a folder of its own. */
  static TrinoLake over(Path folder, String lake) throws Exception {
    Session session =
        TestingSession.testSessionBuilder()
            .setCatalog("hive")
            .setSchema("trackline")
            .setTimeZoneKey(TimeZoneKey.UTC_KEY)
            .build();
    QueryRunner trino = new Builder(session).setWorkerCount(0).build();
    trino.installPlugin(new HivePlugin());
    trino.createCatalog("hive", "hive", catalog(folder));
    trino.execute("CREATE SCHEMA trackline");
    trino.execute(table(lake));
    declareAsOnAws(folder.resolve("metastore/trackline/events/.trinoSchema"));
    trino.execute("CALL system.sync_partition_metadata('trackline', 'events', 'ADD')");
    trino.execute(quarantine(lake));
    trino.execute("CALL system.sync_partition_metadata('trackline', 'quarantine', 'ADD')");
    return new TrinoLake(trino);
  }

  /** The template's parameters of the SerDe, which Trino's own SQL has no words for. */
  private static void declareAsOnAws(Path schema) throws IOException {
    String declared = Files.readString(schema);
    String parameters = "\"serdeParameters\" : { \"ignore.malformed.json\" : \"TRUE\" }";
    String changed = declared.replaceFirst("\"serdeParameters\" : \\{\\s*\\}", parameters);
    if (changed.equals(declared)) {
      throw new IllegalStateException("The metastore's file is not as it was known");
    }
    Files.writeString(schema, changed);
  }

  MaterializedResult query(String sql) {
    return trino.execute(sql);
  }

  @Override
  public void close() {
    trino.close();
  }

  private static Map<String, String> catalog(Path folder) {
    return Map.of(
        "hive.metastore", "file",
        "hive.metastore.catalog.dir", "local:///metastore",
        "hive.security", "allow-all",
        "fs.local.enabled", "true",
        "local.location", folder.toString());
  }

  private static String table(String lake) {
    String columns =
        Arrays.stream(Column.values())
            .map(
                column -> column.columnName() + (column == Column.IS_BOT ? " boolean" : " varchar"))
            .collect(Collectors.joining(", "));
    return """
        CREATE TABLE events (%s, dt varchar) WITH (
          format = 'OPENX_JSON',
          external_location = 'local:///%s/events',
          partitioned_by = ARRAY['dt'])
        """
        .formatted(columns, lake);
  }

  private static String quarantine(String lake) {
    return """
        CREATE TABLE quarantine (
          door varchar, reason varchar, detail varchar, pointer varchar, at varchar,
          received_at varchar, request_id varchar, sequence_number varchar, object varchar,
          index integer, event_id varchar, call varchar, ip_address varchar, user_agent varchar,
          batch varchar, raw varchar, raw_encoding varchar, dt varchar)
        WITH (
          format = 'OPENX_JSON',
          external_location = 'local:///%s/quarantine',
          partitioned_by = ARRAY['dt'])
        """
        .formatted(lake);
  }

  private static final class Builder extends DistributedQueryRunner.Builder<Builder> {
    Builder(Session session) {
      super(session);
    }
  }
}
