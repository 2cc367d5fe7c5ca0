package trackline.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import trackline.engines.server.OwnerOnly;

/** The folder of a running Trackline's state, which no second one may open. */
final class DataFolder implements AutoCloseable {
  /** To be raised by whoever changes what lies in the folder so that older state is not read. */
  private static final String FORM = "1";

  private static final long LEAST_MEGABYTES = 64;
  private static final String TEMPORARY = System.getProperty("java.io.tmpdir");

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
   * @throws IOException when it cannot be had, saying why
   */
  static DataFolder open(@Nullable Path given) throws IOException {
    if (given != null && Files.exists(given) && !Files.isDirectory(given)) {
      throw new IOException("The data folder " + given + " is a file; choose another --data");
    }
    try {
      Path path =
          given == null
              ? Files.createTempDirectory("trackline-")
              // The S3 engine takes no folder with .. in its path.
              : OwnerOnly.folder(given).toRealPath();
      return lock(path, given == null);
    } catch (FileSystemException e) {
      throw new IOException(
          "The data folder %s cannot be written: %s; choose another --data"
              .formatted(given == null ? "in " + TEMPORARY : given, reason(e)),
          e);
    }
  }

  private static DataFolder lock(Path path, boolean temporary) throws IOException {
    FileChannel lockFile =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (!locked(lockFile)) {
        throw new IOException(
            "Another Trackline runs on the folder " + path + "; stop it or choose another --data");
      }
      requireRoom(path);
      requireForm(path);
      return new DataFolder(path, temporary, lockFile);
    } catch (IOException e) {
      lockFile.close();
      throw e;
    }
  }

  private static String reason(FileSystemException e) {
    return switch (e) {
      case AccessDeniedException _ -> "this user has no right to";
      case NoSuchFileException _ -> "no folder can be made there";
      case FileAlreadyExistsException _ -> e.getFile() + " is a file";
      default -> Objects.requireNonNullElse(e.getReason(), "the system does not say why");
    };
  }

  /** The engines fail in many ways where the disk is full. */
  private static void requireRoom(Path path) throws IOException {
    long megabytes = Files.getFileStore(path).getUsableSpace() >> 20;
    if (megabytes < LEAST_MEGABYTES) {
      throw new IOException(
          ("The disk of the data folder %s has %d MB left, and Trackline needs %d; make room, or"
                  + " choose another --data")
              .formatted(path, megabytes, LEAST_MEGABYTES));
    }
  }

  /** A folder that says nothing of its form has the first one. */
  private static void requireForm(Path path) throws IOException {
    Path file = path.resolve("form");
    String form = Files.exists(file) ? Files.readString(file).strip() : FORM;
    if (!form.equals(FORM)) {
      throw new IOException(
          ("The data folder %s is of another version of Trackline (its form is %s, this version's"
                  + " is %s); start that version, or choose another --data")
              .formatted(path, form, FORM));
    }
    Files.writeString(file, FORM + "\n");
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
