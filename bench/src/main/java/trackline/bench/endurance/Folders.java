package trackline.bench.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that go when they have served. */
public final class Folders {
  private Folders() {}

  /** Ends a run: deletes its folder, or keeps it where something is amiss, and exits with 1. */
  public static void end(Path folder, boolean isGood) throws IOException {
    if (isGood) {
      delete(folder);
    } else {
      System.err.println("All of it is in " + folder + " still.");
      System.exit(1);
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
