package trackline.engines.server;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The rights of what other users of the machine may not read. A system without POSIX's rights keeps
 * its own.
 */
public final class OwnerOnly {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private OwnerOnly() {}

  /** Makes a folder that others may not enter, and those above it where they are missing. */
  public static Path folder(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path above = absolute.normalize().getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    return Files.createDirectories(absolute, attributes(absolute, FOLDER));
  }

  /** Makes an empty file. */
  public static void file(Path path) throws IOException {
    Files.createFile(path, attributes(path, FILE));
  }

  /** Takes the rights of others away from a file that is there. */
  public static void restrict(Path file) throws IOException {
    if (hasRights(file)) {
      try {
        Files.setPosixFilePermissions(file, FILE);
      } catch (FileSystemException e) {
        // A disk of another system, or a file of another user: it keeps the rights that it has.
      }
    }
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> rights) {
    return hasRights(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
        : new FileAttribute<?>[0];
  }

  private static boolean hasRights(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
