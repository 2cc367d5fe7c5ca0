package trackline.engines.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How far each shard has been handled, one small file a shard. */
final class Checkpoints {
  /** In place of a sequence number, when a closed shard has nothing left. */
  private static final String FINISHED = "finished";

  private final Path folder;

  Checkpoints(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** The last sequence number that was handled. */
  Optional<String> position(String shardId) throws IOException {
    return read(shardId).filter(text -> !text.equals(FINISHED));
  }

  boolean isFinished(String shardId) throws IOException {
    return read(shardId).filter(FINISHED::equals).isPresent();
  }

  void advance(String shardId, String sequenceNumber) throws IOException {
    write(shardId, sequenceNumber);
  }

  void finish(String shardId) throws IOException {
    write(shardId, FINISHED);
  }

  void reset() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
  }

  private Optional<String> read(String shardId) throws IOException {
    Path file = folder.resolve(shardId);
    return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  private void write(String shardId, String text) throws IOException {
    Path fresh = folder.resolve(shardId + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, folder.resolve(shardId), StandardCopyOption.ATOMIC_MOVE);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
