package trackline.engines.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a killed process left of uploads that were under way.
 *
 * <p>S3Proxy writes an object beside its key, as KEY-UUID, marks the file with the digest of the
 * whole object, then renames it. A file of such a name without the mark is half an object.
 */
final class Unfinished {
  private static final Pattern NAME =
      Pattern.compile("(.*)-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private Unfinished() {}

  /** Moves the halves out of the buckets, where they would be listed as objects. */
  static void setAside(Path folder, List<String> buckets) throws IOException {
    Path aside = folder.resolveSibling(folder.getFileName() + "-unfinished");
    for (String bucket : buckets) {
      for (Path file : Folders.files(folder.resolve(bucket))) {
        if (isHalf(file)) {
          Files.createDirectories(aside);
          Files.move(file, aside.resolve(file.getFileName()));
        }
      }
    }
  }

  /** The file that an upload becomes in the end, where a file's name is that of an upload. */
  static Optional<Path> goal(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Optional.of(file.resolveSibling(name.group(1))) : Optional.empty();
  }

  /** Whether a file is half an object; it may be renamed, and so gone, at any moment. */
  static boolean isHalf(Path file) {
    return goal(file).isPresent() && !isMarked(file);
  }

  private static boolean isMarked(Path file) {
    @Nullable UserDefinedFileAttributeView attributes =
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    try {
      return attributes == null || attributes.list().contains("user.content-md5");
    } catch (IOException e) {
      // Gone, or on a file system that keeps no such marks, where nothing can be told apart.
      return Files.exists(file);
    }
  }
}
