package trackline.audit;

import io.trino.Session;
import io.trino.plugin.hive.HivePlugin;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.QueryRunner;
import io.trino.testing.TestingSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Trino in process whose table {@code cloudtrail} has the columns that it has on AWS. */
final class TrinoTrail implements AutoCloseable {

  private static final String TABLE =
      """
      CREATE TABLE cloudtrail (
        useridentity row(
          type varchar, principalid varchar, arn varchar, accountid varchar, invokedby varchar,
          accesskeyid varchar, username varchar,
          onbehalfof row(userid varchar, identitystorearn varchar),
          sessioncontext row(
            sessionissuer row(type varchar, principalid varchar, arn varchar, username varchar),
            sourceidentity varchar)),
        eventtime varchar, eventsource varchar, eventname varchar, awsregion varchar,
        sourceipaddress varchar, useragent varchar, errorcode varchar, errormessage varchar,
        requestparameters varchar, requestid varchar, eventid varchar,
        readonly varchar, eventcategory varchar,
        resources array(row(arn varchar, accountid varchar, type varchar)),
        region varchar, "timestamp" varchar)
      WITH (
        format = 'JSON',
        external_location = 'local:///trail',
        partitioned_by = ARRAY['region', 'timestamp'])
      """;

  private final QueryRunner trino;
  private final Path folder;
  private int partitions;

  TrinoTrail(Path folder) throws Exception {
    this.folder = folder;
    Files.createDirectories(folder.resolve("trail"));
    Session session =
        TestingSession.testSessionBuilder().setCatalog("hive").setSchema("trackline").build();
    trino = new Builder(session).setWorkerCount(0).build();
    trino.installPlugin(new HivePlugin());
    trino.createCatalog("hive", "hive", catalog());
    trino.execute("CREATE SCHEMA trackline");
    trino.execute(TABLE);
  }

  private Map<String, String> catalog() {
    return Map.of(
        "hive.metastore", "file",
        "hive.metastore.catalog.dir", "local:///metastore",
        "hive.security", "allow-all",
        "hive.allow-register-partition-procedure", "true",
        "fs.local.enabled", "true",
        "local.location", folder.toString());
  }

  /** Lays a day's records, each a line of JSON, into a partition. */
  void add(String region, String day, List<String> records) throws IOException {
    String name = "trail/" + partitions++;
    Files.createDirectories(folder.resolve(name));
    Files.write(folder.resolve(name).resolve("records.json"), records);
    trino.execute(
        "CALL system.register_partition('trackline', 'cloudtrail', ARRAY['region', 'timestamp'],"
            + " ARRAY['%s', '%s'], 'local:///%s')".formatted(region, day, name));
  }

  /** Asks as Athena does: the values apart from the text. */
  List<List<@Nullable String>> ask(Inquiry inquiry) {
    String sql =
        "EXECUTE IMMEDIATE '%s' USING %s"
            .formatted(
                inquiry.question().sql().replace("'", "''"), String.join(", ", inquiry.literals()));
    List<List<@Nullable String>> rows = new ArrayList<>();
    trino.execute(sql).getMaterializedRows().forEach(row -> rows.add(texts(row.getFields())));
    return rows;
  }

  private static List<@Nullable String> texts(List<?> values) {
    List<@Nullable String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(Objects.toString(value, null)));
    return texts;
  }

  @Override
  public void close() {
    trino.close();
  }

  private static final class Builder extends DistributedQueryRunner.Builder<Builder> {
    Builder(Session session) {
      super(session);
    }
  }
}
