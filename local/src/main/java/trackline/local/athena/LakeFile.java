package trackline.local.athena;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An object of the lake as a plain file.
 *
 * @param path the file
 * @param partition its partition, the day that it arrived on
 * @param size its bytes, compressed as they lie there
 */
record LakeFile(Path path, String partition, long size) {

  private static final String PARTITION = "dt=";

  /** The lake's objects, by name. A lake that nothing has reached yet has none. */
  static List<LakeFile> in(Path lake) {
    Path events = lake.resolve("events");
    if (!Files.isDirectory(events)) {
      return List.of();
    }
    try (Stream<Path> files = Files.find(events, 2, (path, file) -> file.isRegularFile())) {
      return files.filter(LakeFile::isObject).sorted().map(LakeFile::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isObject(Path path) {
    return path.toString().endsWith(".gz") && folder(path).startsWith(PARTITION);
  }

  private static LakeFile of(Path path) {
    try {
      return new LakeFile(path, folder(path).substring(PARTITION.length()), Files.size(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String folder(Path path) {
    Path folder = path.getParent();
    return folder == null ? "" : folder.getFileName().toString();
  }
}
