#!/usr/bin/env bash
# Package:  software.amazon.dynamodb:DynamoDBLocal 3.1.0 and 3.3.1 (Maven Central), with a database on disk
# What:     an iterator of a stream's shard that has no record yet does not give the shard's first record once the process
#           was restarted. All streams of a database are numbered by one counter. A new shard begins at the number that its
#           first record would have if it came next. The counter is not kept: a start sets it behind the highest record that
#           is left, so that later records get numbers below the beginning of shards that are still empty. TRIM_HORIZON and
#           LATEST on such a shard give that beginning, GetRecords hands it on, and every record below it is passed, without
#           an error. The third of three tables loses two records. A second iterator, taken after the writes, gives all.
#           After a day the numbers start over from 1, and AFTER_SEQUENCE_NUMBER with the number of a record that was read
#           the day before gives nothing of what is written then. (DynamoDB Local forgets records after 30 hours, when it
#           starts. Here their times are set back in the file in place of waiting.)
#           Records' ApproximateCreationDateTime is cut down to the whole minute; DynamoDB gives the second.
# Seen:     with both versions
#           taken on the empty shard after a restart: [3]
#           taken after the writes: [1, 2, 3]
#           after the last record that was read, a day later: []
#           from the oldest, a day later: [4, 5]
#           seconds of a record's time: 0
# Exit:     0 while this is so, 1 when it has changed, 2 where it cannot be tried. Needs Maven and a JDK 17 or later (the
#           newest in JAVA_HOME, on PATH or in /usr/lib/jvm).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

newest_java() {
  for java in "${JAVA_HOME:-/none}/bin/java" "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
    [ -x "$java" ] || continue
    version=$("$java" -XshowSettings:properties -version 2>&1 |
      sed -nE 's/^ *java\.specification\.version = ([0-9]+).*/\1/p')
    [ -n "$version" ] && echo "$version $java"
  done | sort -rn | head -1 | cut -d' ' -f2-
}
java=$(newest_java)
[ -n "$java" ] || { echo "There is no JDK." >&2; exit 2; }
JAVA_HOME=$(dirname "$(dirname "$java")")
export JAVA_HOME

cat > "$work/Numbers.java" <<'JAVA'
import com.almworks.sqlite4java.SQLiteConnection;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.*;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;
import software.amazon.dynamodb.services.local.shared.access.AmazonDynamoDBLocal;

public class Numbers {
  static File file;
  static AmazonDynamoDBLocal local;
  static DynamoDbClient db;
  static DynamoDbStreamsClient streams;

  public static void main(String[] arguments) throws Exception {
    file = new File(arguments[0]);
    start();
    for (String table : List.of("one", "two", "three")) {
      create(table);
    }
    stop();
    start();
    String early = iterator("three", ShardIteratorType.TRIM_HORIZON, null);
    for (int n = 1; n <= 3; n++) {
      put(n);
    }
    System.out.println("taken on the empty shard after a restart: " + ids(read(early)));
    List<Record> all = read(iterator("three", ShardIteratorType.TRIM_HORIZON, null));
    System.out.println("taken after the writes: " + ids(all));
    String last = all.get(2).dynamodb().sequenceNumber();
    stop();
    aDayPasses();
    start();
    String after = iterator("three", ShardIteratorType.AFTER_SEQUENCE_NUMBER, last);
    put(4);
    put(5);
    System.out.println("after the last record that was read, a day later: " + ids(read(after)));
    all = read(iterator("three", ShardIteratorType.TRIM_HORIZON, null));
    System.out.println("from the oldest, a day later: " + ids(all));
    System.out.println(
        "seconds of a record's time: "
            + all.get(0).dynamodb().approximateCreationDateTime().getEpochSecond() % 60);
    stop();
    System.exit(0);
  }

  static void start() {
    local = DynamoDBEmbedded.create(file, true);
    db = local.dynamoDbClient();
    streams = local.dynamoDbStreamsClient();
  }

  static void stop() throws Exception {
    local.shutdownNow();
    // The database is closed by a thread of its own.
    Thread.sleep(2000);
  }

  static void create(String table) {
    db.createTable(
        r ->
            r.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("id").attributeType("N"))
                .keySchema(k -> k.attributeName("id").keyType("HASH"))
                .streamSpecification(s -> s.streamEnabled(true).streamViewType("KEYS_ONLY")));
  }

  static void put(int id) {
    db.putItem(
        r -> r.tableName("three").item(Map.of("id", AttributeValue.fromN(String.valueOf(id)))));
  }

  static String iterator(String table, ShardIteratorType type, String number) {
    String arn = db.describeTable(r -> r.tableName(table)).table().latestStreamArn();
    String shard =
        streams.describeStream(r -> r.streamArn(arn)).streamDescription().shards().get(0).shardId();
    return streams
        .getShardIterator(
            r -> r.streamArn(arn).shardId(shard).shardIteratorType(type).sequenceNumber(number))
        .shardIterator();
  }

  static List<Record> read(String iterator) {
    return streams.getRecords(r -> r.shardIterator(iterator)).records();
  }

  static List<String> ids(List<Record> records) {
    List<String> ids = new ArrayList<>();
    records.forEach(record -> ids.add(record.dynamodb().keys().get("id").n()));
    return ids;
  }

  static void aDayPasses() throws Exception {
    SQLiteConnection connection = new SQLiteConnection(file);
    connection.open(false);
    connection.exec("UPDATE us SET CreationDateTime = CreationDateTime - 31 * 3600 * 1000");
    connection.dispose();
  }
}
JAVA

cat > "$work/expected" <<'OUT'
taken on the empty shard after a restart: [3]
taken after the writes: [1, 2, 3]
after the last record that was read, a day later: []
from the oldest, a day later: [4, 5]
seconds of a record's time: 0
OUT

for version in 3.1.0 3.3.1; do
  mkdir -p "$work/$version"
  cat > "$work/$version/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>software.amazon.dynamodb</groupId>
      <artifactId>DynamoDBLocal</artifactId>
      <version>$version</version>
    </dependency>
  </dependencies>
</project>
POM
  mvn -q -B -f "$work/$version/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/$version/jars" \
    > "$work/maven.log" 2>&1 || { cat "$work/maven.log" >&2; exit 2; }
  "$java" -Dsqlite4java.library.path="$work/$version/jars" -cp "$work/$version/jars/*" \
    "$work/Numbers.java" "$work/$version/tables.db" \
    2> "$work/errors" | grep -E '^(taken|after|from|seconds)' > "$work/seen" || true
  echo "DynamoDB Local $version:"
  cat "$work/seen"
  if ! diff "$work/expected" "$work/seen"; then
    echo "DynamoDB Local $version does otherwise." >&2
    tail -5 "$work/errors" >&2
    exit 1
  fi
done
