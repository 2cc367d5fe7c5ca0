package trackline.bench.endurance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** {@code make kill}: rounds of kills, a table of what was found, and 1 where an event is amiss. */
public final class Kill {
  private static final int TOLD_EVERY = 5;

  private Kill() {}

  /** The arguments are the sources' root, the rounds, and the seed of the moments and events. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path root = Path.of(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    Path folder = Kills.newFolder();
    Folders.end(folder, run(root, folder, rounds, seed).isGood());
  }

  private static Findings run(Path root, Path folder, int rounds, long seed)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (Kills kills = new Kills(root, folder, seed)) {
      for (int round = 1; round <= rounds; round++) {
        kills.round();
        if (round % TOLD_EVERY == 0) {
          System.err.printf("%d of %d rounds, %,d events%n", round, rounds, kills.acknowledged());
        }
      }
      Findings findings = kills.find();
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      System.out.printf("%d rounds in %,d s, seed %d%n", rounds, seconds, seed);
      System.out.println(kills.text());
      System.out.println(findings.text());
      return findings;
    }
  }
}
