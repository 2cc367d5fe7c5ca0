package trackline.bench.endurance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Kills {@code ./trackline local} under a load as {@code kill -9} does, at random moments, and
 * starts it again on its folder; in the end looks for what was acknowledged.
 */
final class Kills implements AutoCloseable {
  private static final int PACE_MILLIS = 400;

  /** A kill comes at most so long after what it is to hit began. */
  private static final int LONGEST_WAIT_MILLIS = 1_500;

  private final Path root;
  private final Path folder;
  private final int port;
  private final Random random;
  private final Api api;
  private final Events events;
  private final LandingFiles files;
  private final Load load;
  private final Map<Moment, Integer> moments = new EnumMap<>(Moment.class);
  private Duration longestStart = Duration.ofSeconds(5);

  Kills(Path root, Path folder, long seed) throws IOException {
    this.root = root;
    this.folder = folder;
    this.port = freePort();
    this.random = new Random(seed);
    this.api = new Api(URI.create("http://localhost:" + port));
    this.events = new Events(seed);
    this.files = new LandingFiles(api, events);
    this.load = new Load(api, events, PACE_MILLIS);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** One start and one kill, which is the closing. */
  void round() throws IOException, InterruptedException {
    load.check();
    Moment moment = Moment.pick(random);
    long start = System.nanoTime();
    try (LocalProcess running = start()) {
      if (moment != Moment.START) {
        running.awaitReady();
        longestStart = Duration.ofNanos(System.nanoTime() - start);
      }
      begin(moment);
      Thread.sleep(random.nextInt(longestWait(moment)));
    }
    moments.merge(moment, 1, Integer::sum);
  }

  private int longestWait(Moment moment) {
    return moment == Moment.START ? (int) longestStart.toMillis() : LONGEST_WAIT_MILLIS;
  }

  private void begin(Moment moment) throws IOException, InterruptedException {
    switch (moment) {
      case START, LOAD -> {}
      case FLUSH -> pull("flush");
      case REFRESH -> pull("refresh");
      case IMPORT -> files.put();
    }
  }

  /** Pulls a lever without waiting for the answer, which the kill may take away. */
  private void pull(String lever) {
    Thread _ =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    api.pull(lever);
                  } catch (IOException | InterruptedException e) {
                    // It was killed meanwhile, as it should be.
                    return;
                  }
                });
  }

  private LocalProcess start() throws IOException {
    return LocalProcess.start(
        root, folder.resolve("data"), port, folder.resolve("standard-error.log"));
  }

  /** Starts it once more, has every client get its answers, and looks. */
  Findings find() throws IOException, InterruptedException {
    try (LocalProcess running = start()) {
      running.awaitReady();
      load.finish();
      return Findings.of(api, events, new LakeFiles(folder.resolve("data")));
    }
  }

  int acknowledged() {
    return events.acknowledged();
  }

  String text() {
    String kills =
        moments.entrySet().stream()
            .map(e -> "%-31s%,9d kills".formatted(e.getKey().words(), e.getValue()))
            .collect(Collectors.joining("\n"));
    return kills
        + "%n%-31s%,9d requests".formatted("unanswered and sent again", load.sentAgain())
        + "%n%-31s%,9d files".formatted("landed", files.files());
  }

  @Override
  public void close() {
    load.close();
    api.close();
  }

  /** The folder of a run, which stays where something was found. */
  static Path newFolder() throws IOException {
    return Files.createTempDirectory("trackline-kill-");
  }
}
