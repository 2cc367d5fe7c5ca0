package trackline.bench.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.bench.endurance.Api;

/**
 * What is kept of what was sent.
 *
 * @param table the bytes of its items, as DynamoDB counts them
 * @param objects the bytes of the quarantine's and the lake's objects
 * @param rows how many each event has in the table, by its id
 */
record Kept(long table, long objects, Map<String, Integer> rows) {
  long bytes() {
    return table + objects;
  }

  /** Looks into the table and the folders of the objects. */
  static Kept in(Api api, Path data) throws IOException, InterruptedException {
    JsonNode endpoints = api.get("/local/endpoints");
    Map<String, Integer> rows = new HashMap<>();
    long table = 0;
    try (DynamoDbClient client = client(endpoints.path("dynamodb").asText())) {
      String events = endpoints.path("tables").path("events").asText();
      for (Map<String, AttributeValue> item :
          client.scanPaginator(r -> r.tableName(events).consistentRead(true)).items()) {
        table += bytes(item);
        AttributeValue id = item.get("event_id");
        rows.merge(id == null ? "" : id.s(), 1, Integer::sum);
      }
    }
    long objects = 0;
    for (String bucket : List.of("quarantine", "lake")) {
      objects += bytes(data, endpoints.path("buckets").path(bucket).asText());
    }
    return new Kept(table, objects, rows);
  }

  private static DynamoDbClient client(String url) {
    return DynamoDbClient.builder()
        .endpointOverride(URI.create(url))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static long bytes(Map<String, AttributeValue> item) {
    return item.entrySet().stream()
        .mapToLong(entry -> bytes(entry.getKey()) + bytes(text(entry.getValue())))
        .sum();
  }

  private static String text(AttributeValue value) {
    return value.s() == null ? String.valueOf(value.n()) : value.s();
  }

  private static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  private static long bytes(Path data, String bucket) throws IOException {
    Path folder = data.resolve("s3").resolve(bucket);
    if (!Files.exists(folder)) {
      return 0;
    }
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
