package trackline.tests.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import trackline.cli.Trackline;

/** A Trackline killed as {@code kill -9} does, under a load, again and again on one folder. */
class KillTest {
  private static final int ROUNDS = Integer.getInteger("trackline.kill.rounds", 3);
  private static final int CLIENTS = 4;
  private static final int BATCH = 20;
  private static final int MOST = 500;

  /** What the clients sent, and what of it was acknowledged. */
  private final Set<String> sent = ConcurrentHashMap.newKeySet();

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();
  private final Random random = new Random();
  private final String start = Instant.now().toString();

  @Test
  void noAcknowledgedEventIsLostAndNoneIsCountedTwice(@TempDir Path folder) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (Running running = new Running(folder)) {
        killUnderLoad(running, acknowledged.size() + 1 + random.nextInt(MOST));
      }
    }
    try (Running running = new Running(folder)) {
      Client client = new Client(running.url);
      Set<String> stored = ids(client.get("/local/events").body().path("events"));
      assertThat(stored).containsAll(acknowledged);
      sendAgain(client, stored);
      client.local("flush");
      client.local("refresh");
      assertThat(ids(client.get("/local/events").body().path("events"))).isEqualTo(sent);
      assertThat(lake(client, folder)).isEqualTo(sent);
      assertThat(counted(client, "logins_per_day")).isEqualTo(sent.size());
      assertThat(counted(client, "events_per_day")).isEqualTo(sent.size());
    }
  }

  /** Clients post, one of them moves the stream on, until as many events are acknowledged. */
  private void killUnderLoad(Running running, int enough) throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    List<Thread> load = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      boolean batches = i % 2 == 0;
      load.add(Thread.ofPlatform().start(() -> post(running.url, batches, enough, reached)));
    }
    load.add(Thread.ofPlatform().start(() -> flush(running.url)));
    assertThat(reached.await(1, TimeUnit.MINUTES)).isTrue();
    running.kill();
    for (Thread thread : load) {
      thread.join();
    }
  }

  private void post(URI url, boolean batches, int enough, CountDownLatch reached) {
    Client client = new Client(url);
    try {
      while (true) {
        List<String> ids = newIds(batches ? BATCH : 1);
        Client.Answer answer = client.post(batch(ids));
        assertThat(answer.status()).isEqualTo(200);
        acknowledged.addAll(ids);
        if (acknowledged.size() >= enough) {
          reached.countDown();
        }
      }
    } catch (UncheckedIOException e) {
      // It was killed: what was under way is not acknowledged.
      return;
    }
  }

  private static void flush(URI url) {
    Client client = new Client(url);
    try {
      while (true) {
        client.local("flush");
      }
    } catch (UncheckedIOException e) {
      // It was killed.
      return;
    }
  }

  private List<String> newIds(int count) {
    List<String> ids =
        IntStream.range(0, count).mapToObj(i -> "k" + number.incrementAndGet()).toList();
    sent.addAll(ids);
    return ids;
  }

  /** Each event says its time, so that a client can send it again. */
  private String batch(List<String> ids) {
    return ids.stream().map(this::event).collect(Collectors.joining(",", "[", "]"));
  }

  private String event(String id) {
    return "{\"user_id\":\"u%d\",\"event_type\":\"login\",\"event_id\":\"%s\",\"event_at\":\"%s\"}"
        .formatted(id.hashCode() % 5 + 5, id, start);
  }

  /** Every client sends again what it got no answer to. */
  private void sendAgain(Client client, Set<String> stored) {
    Set<String> open = new HashSet<>(sent);
    open.removeAll(acknowledged);
    for (String id : open) {
      JsonNode result = client.post(batch(List.of(id))).body().path("results").get(0);
      assertThat(result.path("status").asText())
          .isEqualTo(stored.contains(id) ? "duplicate" : "accepted");
    }
  }

  private static Set<String> ids(JsonNode events) {
    Set<String> ids = new HashSet<>();
    events.forEach(event -> assertThat(ids.add(event.path("event_id").asText())).isTrue());
    return ids;
  }

  private static Set<String> lake(Client client, Path folder) throws IOException {
    Set<String> ids = new HashSet<>();
    for (JsonNode object : client.get("/local/objects").body().path("objects")) {
      for (JsonNode line : Lake.lines(file(folder, object.path("key").asText()))) {
        ids.add(line.path("event_id").asText());
      }
    }
    return ids;
  }

  private static Path file(Path folder, String key) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(key)).findFirst().orElseThrow();
    }
  }

  private static int counted(Client client, String rollup) {
    int sum = 0;
    for (JsonNode row : client.get("/v1/rollups/" + rollup).body().path("rows")) {
      sum += row.get(1).asInt();
    }
    return sum;
  }

  /** {@code trackline local} in a JVM of its own. */
  private static final class Running implements AutoCloseable {
    private static final String READY = "Trackline is ready at ";

    private final Process process;
    private final URI url;

    Running(Path folder) throws IOException {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              System.getProperty("java.class.path"),
              Trackline.class.getName(),
              "local",
              "--port",
              "0",
              "--data",
              folder.toString());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("DDB_LOCAL_TELEMETRY", "0");
      process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      url = ready(process);
    }

    private static URI ready(Process process) throws IOException {
      BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(READY)) {
          return URI.create(line.substring(READY.length()));
        }
      }
      throw new AssertionError("It ended before it was ready");
    }

    void kill() throws InterruptedException {
      process.destroyForcibly();
      process.waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
