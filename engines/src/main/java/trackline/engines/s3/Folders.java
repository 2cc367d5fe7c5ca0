package trackline.engines.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the engines do with whole folders. */
public final class Folders {
  private Folders() {}

  /** Deletes all that is in a folder, and keeps the folder. */
  public static void empty(Path folder) throws IOException {
    for (Path path : below(folder).sorted(Comparator.reverseOrder()).toList()) {
      Files.deleteIfExists(path);
    }
  }

  public static List<Path> files(Path folder) throws IOException {
    return below(folder).filter(Files::isRegularFile).sorted().toList();
  }

  private static Stream<Path> below(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !path.equals(folder)).toList().stream();
    }
  }
}
