package trackline.tests.segment;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.tests.segment.FaultyFront.Trouble;
import trackline.tests.walk.Client;
import trackline.tests.walk.Lake;

/**
 * The clients of others that speak Segment's protocol, all at once against a running Trackline that
 * has its troubles: every message is in the lake once, as it went over the line.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProtocolClientsTest {
  private static final Path CALLS = ScriptSdk.SCRIPTS.resolve("calls.json");
  private static final List<ProtocolClient> CLIENTS = ProtocolClient.all();
  private static final long PATIENCE_SECONDS = 150;

  /** A client that sends all calls, through a front of its own. */
  private record Run(FaultyFront front, Future<?> sending) {}

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger runNumbers = new AtomicInteger();
  private final Map<String, List<Run>> runs = new LinkedHashMap<>();
  private Local local;
  private Client client;
  private Path data;
  private Path scratch;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    ScriptSdk.requireTools();
    if (!ProtocolClient.leftOut().isEmpty()) {
      System.out.println("Clients left out: " + ProtocolClient.leftOut());
    }
    data = folder.resolve("data");
    scratch = Files.createDirectory(folder.resolve("calls"));
    local = Local.start(new LocalOptions(0, data, 0, 7, 1));
    client = new Client(local.url());
    for (ProtocolClient sender : CLIENTS) {
      List<Run> ofClient = new ArrayList<>();
      for (List<Trouble> troubles : sender.runs()) {
        ofClient.add(run(sender, troubles));
      }
      runs.put(sender.name(), ofClient);
    }
  }

  private Run run(ProtocolClient sender, List<Trouble> troubles) throws IOException {
    FaultyFront front = new FaultyFront(local.url(), troubles.toArray(Trouble[]::new));
    String run = "c" + runNumbers.incrementAndGet();
    Path calls = scratch.resolve(run + ".json");
    Files.writeString(calls, Files.readString(CALLS).replace("RUN-", run + "-"));
    Future<?> sending =
        threads.submit(
            () -> {
              sender.sender().send(front, "local-write", calls);
              return true;
            });
    return new Run(front, sending);
  }

  @AfterAll
  void stop() {
    threads.shutdownNow();
    runs.values().forEach(ofClient -> ofClient.forEach(run -> run.front().close()));
    local.close();
  }

  static List<ProtocolClient> clients() {
    return CLIENTS;
  }

  @ParameterizedTest
  @MethodSource("clients")
  void everyMessageIsInTheLakeOnceThroughItsTroubles(ProtocolClient sender) throws Exception {
    List<JsonNode> sent = new ArrayList<>();
    for (Run run : runs.getOrDefault(sender.name(), List.of())) {
      run.sending().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(run.front().isOver()).isTrue();
      assertThat(run.front().messages())
          .extracting(message -> message.path("type").asText())
          .contains("track", "identify", "screen", "group", "alias")
          .hasSizeGreaterThanOrEqualTo(5);
      sent.addAll(run.front().messages());
    }
    areInTheLakeOnce(sent);
    // Rudder's client for Node notes the call beside a program's own time, which no other does.
    assertThat(sent.stream().filter(LakeLine::isTimedByProgram).count())
        .isEqualTo(sender.name().equals("rudder-sdk-node") ? 1 : 0);
  }

  private void areInTheLakeOnce(List<JsonNode> sent) throws IOException {
    client.local("flush");
    Map<String, List<JsonNode>> lines =
        Lake.lines(client, data).stream()
            .collect(groupingBy(line -> line.path("event_id").asText()));
    assertThat(client.get("/local/events?status=bad").body().path("events")).isEmpty();
    for (JsonNode message : sent) {
      List<JsonNode> found = lines.getOrDefault(message.path("messageId").asText(), List.of());
      assertThat(found).as("lines of %s", message).hasSize(1);
      LakeLine.isTheSame(found.getFirst(), message);
    }
  }
}
