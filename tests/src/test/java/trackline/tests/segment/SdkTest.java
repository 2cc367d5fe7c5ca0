package trackline.tests.segment;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static trackline.tests.segment.FaultyFront.Trouble.ANSWER_LOST;
import static trackline.tests.segment.FaultyFront.Trouble.REFUSED;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.tests.segment.Sdk.Delivery;
import trackline.tests.segment.Sdk.Encoding;
import trackline.tests.walk.Client;
import trackline.tests.walk.Lake;

/** Segment's own SDKs against a running Trackline: what they send is in the lake, once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkTest {
  private static final Path CALLS =
      Path.of(System.getProperty("trackline.root"), "tests/segment/calls.json");
  private static final String KEY = "local-write";
  private static final Sdk PYTHON = ScriptSdk.python();
  private static final Sdk NODE = ScriptSdk.node();
  private static final Sdk JAVA = new JavaSdk();
  private static final List<Sdk> SDKS = List.of(PYTHON, NODE, JAVA);

  private final AtomicInteger runs = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Local local;
  private Client client;
  private Path data;
  private Path scratch;
  private FaultyFront javaFront;
  private Future<List<Delivery>> javaRetrying;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    data = folder.resolve("data");
    scratch = Files.createDirectory(folder.resolve("calls"));
    local = Local.start(new LocalOptions(0, data, 0, 7, 1));
    client = new Client(local.url());
    // The Java SDK waits up to 30 seconds before it tries again: it waits beside the other tests.
    javaFront = new FaultyFront(local.url(), ANSWER_LOST);
    javaRetrying = threads.submit(() -> send(JAVA, javaFront.url(), KEY, Encoding.PLAIN));
  }

  @AfterAll
  void stop() {
    threads.shutdownNow();
    javaFront.close();
    local.close();
  }

  /** Sends all calls, with users and ids that no other run has. */
  private List<Delivery> send(Sdk sdk, URI server, String key, Encoding encoding)
      throws IOException, InterruptedException {
    String run = "r" + runs.incrementAndGet();
    Path calls = scratch.resolve(run + ".json");
    Files.writeString(calls, Files.readString(CALLS).replace("RUN-", run + "-"));
    List<Delivery> deliveries = sdk.send(server, key, calls, encoding);
    assertThat(deliveries.stream().map(delivery -> delivery.message().path("type").asText()))
        .containsExactlyInAnyOrderElementsOf(
            stream(Json.EXACT.readTree(calls.toFile())).map(c -> c.path("call").asText()).toList());
    assertThat(deliveries).extracting(Delivery::id).doesNotContain("").doesNotHaveDuplicates();
    return deliveries;
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  static Stream<Arguments> ways() {
    return SDKS.stream()
        .flatMap(sdk -> Stream.of(Encoding.values()).map(encoding -> Arguments.of(sdk, encoding)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("ways")
  void everyMessageIsInTheLakeOnce(Sdk sdk, Encoding encoding) throws Exception {
    List<Delivery> deliveries;
    try (FaultyFront front = new FaultyFront(local.url())) {
      deliveries = send(sdk, front.url(), KEY, encoding);
      assertThat(front.passed())
          .isNotEmpty()
          .allSatisfy(
              request ->
                  assertThat(request.contentEncoding())
                      .isEqualTo(encoding == Encoding.GZIP ? "gzip" : ""));
    }
    assertThat(deliveries).allMatch(Delivery::succeeded);
    areInTheLakeOnce(deliveries);
  }

  static Stream<Sdk> sdks() {
    return SDKS.stream();
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void thePlainUrlIsEnough(Sdk sdk) throws Exception {
    List<Delivery> deliveries = send(sdk, local.url(), KEY, Encoding.PLAIN);
    assertThat(deliveries).allMatch(Delivery::succeeded);
    areInTheLakeOnce(deliveries);
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void aWrongKeyIsToldToTheProgramAtOnce(Sdk sdk) throws Exception {
    try (FaultyFront front = new FaultyFront(local.url())) {
      List<Delivery> deliveries = send(sdk, front.url(), "wrong-key", Encoding.PLAIN);
      assertThat(front.passed()).extracting(FaultyFront.Passed::status).containsExactly(401);
      assertThat(deliveries).noneMatch(Delivery::succeeded);
      assertThat(deliveries).allSatisfy(delivery -> saysWhatIsWrong(sdk, delivery.error()));
      assertThat(stored(deliveries)).isEmpty();
    }
  }

  /** Python's SDK reads the answer's code and message; Java's hands the answer on. */
  private static void saysWhatIsWrong(Sdk sdk, JsonNode error) {
    String message = error.path("message").asText();
    if (sdk.equals(NODE)) {
      assertThat(message).contains("401");
      return;
    }
    JsonNode said = sdk.equals(JAVA) ? Json.read(message) : error;
    assertThat(said.path("code").asText()).isNotEmpty().isNotEqualTo("unknown");
    assertThat(said.path("message").asText()).isNotEmpty();
  }

  private List<JsonNode> stored(List<Delivery> deliveries) {
    return deliveries.stream()
        .flatMap(d -> stream(client.get("/local/events?event_id=" + d.id()).body().path("events")))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void whatIsSentAgainAfterTroubleIsInTheLakeOnce(Sdk sdk) throws Exception {
    if (sdk.equals(JAVA)) {
      isDeliveredAfterTrouble(javaRetrying.get(), javaFront, 200, 200);
      return;
    }
    try (FaultyFront front = new FaultyFront(local.url(), REFUSED, ANSWER_LOST)) {
      isDeliveredAfterTrouble(send(sdk, front.url(), KEY, Encoding.PLAIN), front, 0, 200, 200);
    }
  }

  private void isDeliveredAfterTrouble(
      List<Delivery> deliveries, FaultyFront front, Integer... statuses) throws IOException {
    assertThat(front.passed()).extracting(FaultyFront.Passed::status).containsExactly(statuses);
    assertThat(deliveries).allMatch(Delivery::succeeded);
    areInTheLakeOnce(deliveries);
  }

  private void areInTheLakeOnce(List<Delivery> deliveries) throws IOException {
    client.local("flush");
    Map<String, List<JsonNode>> lines =
        Lake.lines(client, data).stream()
            .collect(groupingBy(line -> line.path("event_id").asText()));
    List<String> bad = new ArrayList<>();
    for (JsonNode entry : client.get("/local/events?status=bad").body().path("events")) {
      bad.add(entry.toString());
    }
    assertThat(bad).isEmpty();
    for (Delivery delivery : deliveries) {
      List<JsonNode> found = lines.getOrDefault(delivery.id(), List.of());
      assertThat(found).as("lines of %s", delivery.message()).hasSize(1);
      LakeLine.isTheSame(found.getFirst(), delivery.message());
      assertThat(delivery.message().at("/context/library/name").asText()).contains("analytics-");
    }
  }
}
