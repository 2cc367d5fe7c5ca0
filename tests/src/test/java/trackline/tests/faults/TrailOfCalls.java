package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import trackline.engines.athena.LakeDatabase;
import trackline.engines.athena.TrailTable;
import trackline.engines.trail.TrailLogs;

/** A trail's bucket as a folder, and the tables that the engines see in it. */
record TrailOfCalls(Path bucket, Path cache) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

  /** A trail's file of so many writes, each by another caller. */
  void writes(Instant at, int callers) throws IOException {
    String records =
        IntStream.range(0, callers)
            .mapToObj(
                caller ->
                    """
                    {"eventID":"e%1$d","eventName":"PutItem","eventTime":"%2$s",
                     "eventSource":"dynamodb.amazonaws.com","awsRegion":"us-east-1",
                     "userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::1:user/u%1$d"},
                     "requestParameters":{"tableName":"events"}}"""
                        .formatted(caller, at))
            .collect(Collectors.joining(","));
    Path folder =
        Files.createDirectories(
            bucket.resolve("AWSLogs/000000000000/CloudTrail/us-east-1").resolve(DAY.format(at)));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("calls.json.gz")))) {
      out.write(("{\"Records\":[" + records + "]}").getBytes(UTF_8));
    }
  }

  LakeDatabase database(Path lake) throws SQLException {
    TrailLogs logs = new TrailLogs(bucket, cache, () -> {});
    return new LakeDatabase(lake, List.of(TrailTable.forLogs(logs), TrailTable.forAthena(logs)));
  }
}
