package trackline.integrity;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A copy of a trail's bucket in a folder, as {@code aws s3 sync} makes it. */
public final class FolderFiles implements TrailFiles {

  private final Path root;

  /** What keys begin with in the bucket, and the copy left out. */
  private final String leftOut;

  private final Map<String, String> signatures;

  /**
   * Opens a copy.
   *
   * @param prefix the prefix that the trail has in its bucket, with its slash; may be empty
   * @param signatures the signatures that S3 keeps in its metadata, by the digests' keys
   */
  public FolderFiles(Path root, String prefix, Map<String, String> signatures) {
    this.root = root;
    this.leftOut = Files.isDirectory(root.resolve(prefix + "AWSLogs")) ? "" : prefix;
    this.signatures = Map.copyOf(signatures);
  }

  @Override
  public Optional<String> bucket() {
    return Optional.empty();
  }

  @Override
  public List<String> folders(String folder) throws IOException {
    Path path = path(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(path)) {
      return children
          .filter(Files::isDirectory)
          .map(child -> child.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public List<String> keys(String folder) throws IOException {
    Path path = path(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(path)) {
      return files.filter(Files::isRegularFile).map(this::key).sorted().toList();
    }
  }

  @Override
  public Optional<InputStream> open(String bucket, String key) throws IOException {
    Path path = path(key);
    return Files.isRegularFile(path)
        ? Optional.of(new BufferedInputStream(Files.newInputStream(path)))
        : Optional.empty();
  }

  @Override
  public Optional<String> signature(String key) {
    return Optional.ofNullable(signatures.get(key));
  }

  @Override
  public String name(String key) {
    return path(key).toString();
  }

  private String key(Path file) {
    return leftOut + root.relativize(file).toString().replace('\\', '/');
  }

  /** A digest may name anything: what lies outside of the copy, or is no path, is not there. */
  private Path path(String key) {
    Path nowhere = root.resolve("no such file");
    try {
      Path path = root.resolve(key.startsWith(leftOut) ? key.substring(leftOut.length()) : key);
      return path.normalize().startsWith(root.normalize()) ? path : nowhere;
    } catch (InvalidPathException e) {
      return nowhere;
    }
  }
}
