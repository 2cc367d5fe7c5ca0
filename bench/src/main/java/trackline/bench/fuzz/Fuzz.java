package trackline.bench.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import trackline.bench.endurance.Api;
import trackline.bench.endurance.Folders;
import trackline.bench.endurance.Jvm;
import trackline.bench.endurance.LocalProcess;

/**
 * {@code make fuzz}: hostile bytes, headers, paths and bodies at every door for some minutes, with
 * an eye on answers, their time, memory, and how much is kept; 1 where something is amiss.
 *
 * <p>It is no library: jqwik shrinks well and knows no time and no neighbours, Jazzer goes by the
 * coverage of one call in its own process, and what is looked for here is what a whole Trackline
 * does.
 */
public final class Fuzz {
  private static final int MOST_FINDINGS = 30;

  private Fuzz() {}

  /** The arguments are the sources' root, the minutes, and the seed of the requests. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Duration time = Duration.ofMinutes(Long.parseLong(arguments[1]));
    Path folder = Files.createTempDirectory("trackline-fuzz-");
    Folders.end(folder, isGood(Path.of(arguments[0]), folder, time, Long.parseLong(arguments[2])));
  }

  private static boolean isGood(Path root, Path folder, Duration time, long seed)
      throws IOException, InterruptedException {
    System.out.printf("seed %d%n", seed);
    Path data = folder.resolve("data");
    Path errors = folder.resolve("standard-error.log");
    try (LocalProcess running = LocalProcess.start(root, data, 0, errors, "--audit")) {
      URI url = running.awaitReady();
      try (Api api = new Api(url);
          Jvm jvm = new Jvm(running.pid())) {
        Wire wire = new Wire(url);
        Findings findings = new Findings(folder, seed, wire);
        Tally tally = new Tally();
        Round round = new Round(api, wire, data, findings, tally);
        List<Door> doors = Doors.of(api);
        long end = System.nanoTime() + time.toNanos();
        for (int number = 0; System.nanoTime() < end && findings.size() < MOST_FINDINGS; number++) {
          round.play(seed, number, doors, jvm);
        }
        checkEnd(api, errors, findings);
        System.out.print(tally.text());
        System.out.printf("resident, MB      %,d at most%n", residentMegabytes(running.pid()));
        return findings.isEmpty();
      }
    }
  }

  private static void checkEnd(Api api, Path errors, Findings findings)
      throws IOException, InterruptedException {
    JsonNode event = Api.JSON.readTree("{\"user_id\":\"last\",\"event_type\":\"login\"}");
    if (api.post("/v1/events", event).status() != 202) {
      findings.add(-1, Shape.SOUND, "the last good event is not taken");
    }
    try (Stream<String> lines = Files.lines(errors)) {
      lines
          .filter(line -> line.contains("OutOfMemoryError") || line.contains("StackOverflowError"))
          .limit(1)
          .forEach(line -> findings.add(-1, Shape.SOUND, line));
    }
  }

  /** The most that the process had of memory, as Linux tells it; 0 elsewhere. */
  private static long residentMegabytes(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElse(0);
  }
}
