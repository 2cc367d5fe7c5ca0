package trackline.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of a running Trackline's state, which no second one may open. */
final class DataFolder implements AutoCloseable {
  private final Path path;
  private final boolean temporary;
  private final FileChannel lockFile;

  private DataFolder(Path path, boolean temporary, FileChannel lockFile) {
    this.path = path;
    this.temporary = temporary;
    this.lockFile = lockFile;
  }

  /**
   * Opens a folder, or makes a temporary one that goes with its closing.
   *
   * @throws IOException when another process has it open
   */
  static DataFolder open(@Nullable Path given) throws IOException {
    if (given != null && Files.exists(given) && !Files.isDirectory(given)) {
      throw new IOException("The data folder " + given + " is a file; choose another --data");
    }
    Path path =
        given == null
            ? Files.createTempDirectory("trackline-")
            : Files.createDirectories(given).toAbsolutePath();
    FileChannel lockFile =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(lockFile)) {
      lockFile.close();
      throw new IOException(
          "Another Trackline runs on the folder " + path + "; stop it or choose another --data");
    }
    return new DataFolder(path, given == null, lockFile);
  }

  /** The lock goes with the process, however it ends. */
  private static boolean locked(FileChannel lockFile) throws IOException {
    try {
      @Nullable FileLock lock = lockFile.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path of(String part) {
    return path.resolve(part);
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
    if (temporary) {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
