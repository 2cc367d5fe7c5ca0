package trackline.bench.endurance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.fake.FakeEvent;

/** A vendor who puts files of events into the landing bucket. */
final class LandingFiles {
  private static final int LINES = 200;

  private final Api api;
  private final Events events;
  private int files;

  LandingFiles(Api api, Events events) {
    this.api = api;
    this.events = events;
  }

  /** Lands one file; its events count as acknowledged once the put is answered. */
  void put() throws IOException, InterruptedException {
    JsonNode endpoints = api.get("/local/endpoints");
    List<FakeEvent> lines = events.next(LINES, Form.FILE);
    String key = "export-" + files++ + ".json";
    try (S3Client s3 = s3(endpoints.path("s3").asText())) {
      s3.putObject(
          r -> r.bucket(endpoints.path("buckets").path("landing").asText()).key(key),
          RequestBody.fromString(text(Form.FILE.body(lines))));
    } catch (SdkException e) {
      throw new IOException("The landing bucket did not take a file", e);
    }
    events.acknowledge(lines);
  }

  int files() {
    return files;
  }

  private static String text(JsonNode lines) {
    return StreamSupport.stream(lines.spliterator(), false)
        .map(JsonNode::toString)
        .collect(Collectors.joining("\n"));
  }

  private static S3Client s3(String url) {
    return S3Client.builder()
        .endpointOverride(URI.create(url))
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
