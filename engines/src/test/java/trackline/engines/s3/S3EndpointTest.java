package trackline.engines.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

final class S3EndpointTest extends S3Contract {
  @TempDir Path folder;
  private S3Endpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint = S3Endpoint.start(folder.resolve("s3"), 0, List.of(BUCKET));
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Override
  S3Client client() {
    return endpoint.client();
  }

  @Test
  void anObjectIsAPlainFileUnderItsKey() throws IOException {
    put("events/dt=2026-11-20/a.gz");

    assertThat(endpoint.file(BUCKET, "events/dt=2026-11-20/a.gz")).hasContent("body");
  }

  @Test
  void aResetEmptiesTheBuckets() throws IOException {
    put("events/a");

    endpoint.reset();

    assertThat(client().listObjectsV2(r -> r.bucket(BUCKET)).contents()).isEmpty();
    put("events/a");
  }

  @Test
  void setsAsideHalfAnObjectAndKeepsWholeOnes() throws IOException {
    String whole = "whole-" + UUID.randomUUID();
    put(whole);
    endpoint.close();
    Files.writeString(endpoint.file(BUCKET, "a.gz-" + UUID.randomUUID()), "ha");
    start();

    assertThat(client().listObjectsV2(r -> r.bucket(BUCKET)).contents())
        .extracting(S3Object::key)
        .containsExactly(whole);
  }

  /** An upload has a file of its own until it is done, which is no object at any moment. */
  @Test
  void whatIsListedIsThereWhileOthersPut() throws Exception {
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<?> puts = other.submit(() -> IntStream.range(0, 2_000).forEach(i -> put("a" + i % 5)));
      while (!puts.isDone()) {
        assertThat(client().listObjectsV2(r -> r.bucket(BUCKET)).contents())
            .extracting(S3Object::key)
            .isSubsetOf("a0", "a1", "a2", "a3", "a4");
      }
      puts.get();
    }
  }

  private void put(String key) {
    client().putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString("body"));
  }
}
