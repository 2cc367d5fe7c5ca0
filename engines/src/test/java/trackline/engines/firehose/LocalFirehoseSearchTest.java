package trackline.engines.firehose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.s3.model.S3Object;
import trackline.engines.s3.S3Endpoint;

/** A stream to OpenSearch, whose faults an OpenSearch on this machine does not have at will. */
class LocalFirehoseSearchTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STREAM = "trackline-search";
  private static final String BACKUP = "trackline-search-backup";
  private static final Duration RETRY = Duration.ofHours(2);

  @TempDir Path folder;
  private final Bulk bulk = new Bulk();
  private volatile Instant now = Instant.parse("2026-11-20T23:59:59Z");
  private S3Endpoint s3;
  private LocalFirehose firehose;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(BACKUP));
    firehose = firehose();
  }

  @AfterEach
  void stop() {
    firehose.close();
    s3.close();
    bulk.close();
  }

  @Test
  void eachRecordIsADocumentInTheIndexOfItsDay() throws IOException {
    put("{\"n\":1}\n", "{\"n\":2}");
    now = now.plusSeconds(1);
    put("{\"n\":3}\n");

    firehose.flush();

    assertThat(bulk.documents.values())
        .containsExactlyInAnyOrder(
            "events-2026-11-20 {\"n\":1}",
            "events-2026-11-20 {\"n\":2}",
            "events-2026-11-21 {\"n\":3}");
    assertThat(objects("documents/dt=2026-11-20/"))
        .containsExactly("{\"n\":1}\n{\"n\":2}{\"n\":3}\n");
    assertThat(objects("errors/")).isEmpty();
  }

  @Test
  void whatIsRefusedForItsContentIsKeptAndTheRestGoesOn() throws IOException {
    bulk.statuses.addAll(List.of(201, 400, 201));
    put("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");

    firehose.flush();

    assertThat(bulk.documents).hasSize(2);
    JsonNode kept = JSON.readTree(objects("errors/AmazonOpenSearchService-failed/").getFirst());
    assertThat(new String(kept.path("rawData").binaryValue(), UTF_8)).isEqualTo("{\"n\":2}");
    assertThat(kept.path("errorCode").asText()).isEqualTo("400");
    assertThat(kept.path("esIndexName").asText()).isEqualTo("events-2026-11-20");
    assertThat(firehose.flush()).isEmpty();
  }

  /** With the same ids, so that what was taken before is not there twice. */
  @Test
  void whatMayPassIsSentAgain() throws IOException {
    bulk.statuses.addAll(List.of(201, 429));
    put("{\"n\":1}", "{\"n\":2}");

    assertThatIOException().isThrownBy(firehose::flush);
    firehose.flush();

    assertThat(bulk.documents).hasSize(2);
    assertThat(objects("errors/")).isEmpty();
    assertThat(objects("documents/")).hasSize(1);
  }

  @Test
  void whatNeverPassesIsKept() throws IOException {
    bulk.statuses.addAll(Collections.nCopies(1_000, 503));
    put("{\"n\":1}");

    assertThatIOException().isThrownBy(firehose::flush);
    now = now.plus(RETRY);
    firehose.flush();

    assertThat(bulk.documents).isEmpty();
    JsonNode kept = JSON.readTree(objects("errors/").getFirst());
    // The timer tries too.
    assertThat(kept.path("attemptsMade").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(kept.path("errorMessage").asText()).isEqualTo("some_error");
  }

  @Test
  void whatWaitsIsDeliveredAfterARestart() throws IOException {
    bulk.statuses.add(503);
    put("{\"n\":1}");
    assertThatIOException().isThrownBy(firehose::flush);
    put("{\"n\":2}");
    firehose.close();
    firehose = firehose();

    firehose.flush();

    assertThat(bulk.documents).hasSize(2);
  }

  /** Its timer seals nothing: the buffer waits for a day, and the clock stands. */
  private LocalFirehose firehose() throws IOException {
    Destination.Bucket backup =
        new Destination.Bucket(
            BACKUP,
            "documents/dt=!{timestamp:yyyy-MM-dd}/",
            "errors/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/",
            false);
    DeliveryStream stream =
        new DeliveryStream(
            STREAM, new Destination.Index("events", RETRY, backup), 1 << 20, Duration.ofDays(1));
    return new LocalFirehose(
        folder.resolve("firehose"), List.of(stream), s3.client(), Optional.of(bulk.uri()), clock());
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  private void put(String... documents) {
    List<Record> records =
        Arrays.stream(documents)
            .map(document -> Record.builder().data(SdkBytes.fromUtf8String(document)).build())
            .toList();
    firehose.putRecordBatch(r -> r.deliveryStreamName(STREAM).records(records));
  }

  private List<String> objects(String prefix) {
    List<String> bodies = new ArrayList<>();
    for (S3Object object :
        s3.client().listObjectsV2Paginator(r -> r.bucket(BACKUP).prefix(prefix)).contents()) {
      bodies.add(
          s3.client().getObjectAsBytes(r -> r.bucket(BACKUP).key(object.key())).asUtf8String());
    }
    return bodies;
  }

  /** Takes bulk requests; each document as the script says, and then all. */
  private static final class Bulk implements AutoCloseable {
    /** Index and document, by id. */
    final Map<String, String> documents = new TreeMap<>();

    final Deque<Integer> statuses = new ConcurrentLinkedDeque<>();
    private final HttpServer server;

    Bulk() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.createContext("/_bulk", this::answer);
      server.start();
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
      List<String> lines =
          new String(exchange.getRequestBody().readAllBytes(), UTF_8).lines().toList();
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      ArrayNode items = answer.putArray("items");
      for (int i = 0; i < lines.size(); i += 2) {
        int status = statuses.isEmpty() ? 201 : statuses.pop();
        ObjectNode item = items.addObject().putObject("index").put("status", status);
        if (status == 201) {
          JsonNode action = JSON.readTree(lines.get(i)).path("index");
          documents.put(
              action.path("_id").asText(), action.path("_index").asText() + " " + lines.get(i + 1));
        } else {
          item.putObject("error").put("type", "some_error");
        }
      }
      byte[] body = answer.toString().getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
