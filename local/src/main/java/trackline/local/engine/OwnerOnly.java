package trackline.local.engine;

import java.io.IOException;
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

  /** Makes a folder, and those above it, none of which others may enter. */
  public static Path folder(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    return Files.createDirectories(absolute, attributes(absolute, FOLDER));
  }

  /** Makes an empty file. */
  public static void file(Path path) throws IOException {
    Files.createFile(path, attributes(path, FILE));
  }

  /** Takes the rights of others away from a file that is there. */
  public static void restrict(Path file) throws IOException {
    if (hasRights(file)) {
      Files.setPosixFilePermissions(file, FILE);
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
