package trackline.bench.endurance;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * {@code make soak}: a steady load for some minutes, and how the live heap, the file handles and
 * the threads go meanwhile; 1 where one of them climbs, or an event is amiss.
 */
public final class Soak {
  private static final int PACE_MILLIS = 500;
  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofMinutes(5);

  /** Megabytes a minute. What a day of this load adds by that fits the heap of `local`. */
  private static final double HEAP_BOUND = 0.5;

  /** A minute. */
  private static final double HANDLES_BOUND = 1;

  private Soak() {}

  /** The arguments are the sources' root, the minutes, and the seed of the events. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Duration time = Duration.ofMinutes(Long.parseLong(arguments[1]));
    if (time.compareTo(SHORTEST) < 0) {
      System.err.printf(
          "MINUTES must be %d or more: what is loaded at first would be taken for a leak.%n",
          SHORTEST.toMinutes());
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("trackline-soak-");
    Folders.end(folder, isGood(Path.of(arguments[0]), folder, time, Long.parseLong(arguments[2])));
  }

  private static boolean isGood(Path root, Path folder, Duration time, long seed)
      throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    try (LocalProcess running =
        LocalProcess.start(root, data, 0, folder.resolve("standard-error.log"))) {
      URI url = running.awaitReady();
      Events events = new Events(seed);
      try (Api api = new Api(url);
          Jvm jvm = new Jvm(running.pid());
          Load load = new Load(api, events, PACE_MILLIS)) {
        List<Jvm.Reading> readings = readings(jvm, load, time);
        load.finish();
        Findings findings = Findings.of(api, events, new LakeFiles(data));
        boolean isSteady = report(readings);
        System.out.println(findings.text());
        return isSteady && findings.isGood();
      }
    }
  }

  private static List<Jvm.Reading> readings(Jvm jvm, Load load, Duration time)
      throws InterruptedException {
    List<Jvm.Reading> readings = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(BETWEEN_READINGS);
      load.check();
      readings.add(jvm.read());
    }
    return readings;
  }

  private static boolean report(List<Jvm.Reading> readings) {
    // What it loads in its first third is no leak.
    List<Jvm.Reading> settled = readings.subList(readings.size() / 3, readings.size());
    boolean heap = line("heap, MB", settled, Jvm.Reading::heap, HEAP_BOUND);
    boolean files = line("file handles", settled, Jvm.Reading::files, HANDLES_BOUND);
    boolean threads = line("threads", settled, Jvm.Reading::threads, HANDLES_BOUND);
    return heap && files && threads;
  }

  private static boolean line(
      String name, List<Jvm.Reading> readings, ToDoubleFunction<Jvm.Reading> value, double bound) {
    double[] values = readings.stream().mapToDouble(value).toArray();
    double slope = slope(values) * Duration.ofMinutes(1).dividedBy(BETWEEN_READINGS);
    System.out.printf(
        "%-31s%9.1f first, %.1f last, %+.2f a minute (at most %.1f)%n",
        name, values[0], values[values.length - 1], slope, bound);
    return slope <= bound;
  }

  /** The least squares' line through the readings, by reading. */
  private static double slope(double[] values) {
    double middle = (values.length - 1) / 2.0;
    double above = 0;
    double below = 0;
    for (int i = 0; i < values.length; i++) {
      above += (i - middle) * values[i];
      below += (i - middle) * (i - middle);
    }
    return below == 0 ? 0 : above / below;
  }
}
