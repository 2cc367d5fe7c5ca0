package trackline.engines.athena;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An object of a table as a plain file.
 *
 * @param path the file
 * @param partition its partition, the day that it arrived on
 * @param size its bytes as they lie there
 */
record LakeFile(Path path, String partition, long size) {

  private static final String PARTITION = "dt=";

  /** The objects of a table, by name. One that nothing has reached yet has none. */
  static List<LakeFile> in(Path table, String suffix) {
    if (!Files.isDirectory(table)) {
      return List.of();
    }
    try (Stream<Path> files = Files.find(table, 2, (path, file) -> file.isRegularFile())) {
      return files
          .filter(path -> path.toString().endsWith(suffix) && isPartitioned(path))
          .sorted()
          .map(LakeFile::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPartitioned(Path path) {
    return folder(path).startsWith(PARTITION);
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
