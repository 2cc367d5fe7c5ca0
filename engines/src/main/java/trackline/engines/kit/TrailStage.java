package trackline.engines.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import trackline.engines.dynamodb.DynamoDbEndpoint;
import trackline.engines.s3.S3Endpoint;
import trackline.engines.trail.Principals;
import trackline.engines.trail.Recorder;
import trackline.engines.trail.Trail;
import trackline.engines.trail.TrailLogs;

/** A recorded DynamoDB with the trail's bucket, over a folder. */
public final class TrailStage implements AutoCloseable {
  /** The bucket of the trail. */
  public static final String BUCKET = "trail";

  private static final JsonMapper JSON = new JsonMapper();

  public final S3Endpoint s3;
  public final Trail trail;
  public final Principals principals;
  public final DynamoDbEndpoint dynamoDb;
  private final Path folder;

  /** Opens what a folder holds. */
  public TrailStage(Path folder) throws IOException {
    this.folder = folder;
    Clock clock = Clock.systemUTC();
    s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(BUCKET));
    trail = Trail.open(folder.resolve("trail"), s3.client(), BUCKET, clock);
    principals = new Principals(clock.instant());
    Recorder recorder = new Recorder(trail.journal(), principals, this::client);
    dynamoDb =
        DynamoDbEndpoint.start(
            folder.resolve("dynamodb"), 0, principals.housekeeping(), recorder, clock);
  }

  /** The client whose calls are not recorded. */
  public DynamoDbClient client() {
    return dynamoDb.client();
  }

  /** A client under an access key id. */
  public DynamoDbClient client(String accessKeyId) {
    return dynamoDb.client(accessKeyId);
  }

  /** The rows of the files, as an engine reads them. */
  public TrailLogs logs() {
    return new TrailLogs(bucket(), folder.resolve("rows"), trail::deliver);
  }

  public Path bucket() {
    return s3.file(BUCKET, "");
  }

  /** Everything recorded by now, out of the files. */
  public List<JsonNode> records() throws IOException {
    trail.deliver();
    List<JsonNode> records = new ArrayList<>();
    for (Path file : files("CloudTrail")) {
      read(file).path("Records").forEach(records::add);
    }
    return records;
  }

  /** The only record. */
  public JsonNode record() throws IOException {
    List<JsonNode> records = records();
    if (records.size() != 1) {
      throw new AssertionError("Not one record: " + records);
    }
    return records.getFirst();
  }

  public List<Path> files(String kind) throws IOException {
    Path root = bucket().resolve("AWSLogs/000000000000").resolve(kind);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  public static JsonNode read(Path file) throws IOException {
    return JSON.readTree(text(file));
  }

  public static String text(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Drops a file into the bucket, packed. */
  public Path drop(String key, String content) throws IOException {
    Path file = bucket().resolve(key);
    Files.createDirectories(file.getParent());
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content.getBytes(UTF_8));
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    dynamoDb.close();
    trail.close();
    s3.close();
  }
}
