package trackline.engines.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsTest {
  @TempDir Path parent;
  private Path folder;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() throws IOException {
    folder = parent.resolve("mapping");
    checkpoints = new Checkpoints(folder);
  }

  @Test
  void aShardThatWasNeverHandledHasNoPosition() throws IOException {
    assertThat(checkpoints.position("a")).isEmpty();
    assertThat(checkpoints.isFinished("a")).isFalse();
  }

  @Test
  void keepsTheLastPositionOfEachShard() throws IOException {
    checkpoints.advance("a", "98");
    checkpoints.advance("b", "7");
    checkpoints.advance("a", "100");

    Checkpoints later = new Checkpoints(folder);
    assertThat(later.position("a")).contains("100");
    assertThat(later.position("b")).contains("7");
    assertThat(later.isFinished("a")).isFalse();
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertThat(names).containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void aFinishedShardHasNoPosition() throws IOException {
    checkpoints.advance("a", "98");
    checkpoints.finish("a");

    Checkpoints later = new Checkpoints(folder);
    assertThat(later.isFinished("a")).isTrue();
    assertThat(later.position("a")).isEmpty();
  }

  @Test
  void forgetsEveryShard() throws IOException {
    checkpoints.advance("a", "98");
    checkpoints.finish("b");
    checkpoints.reset();

    assertThat(checkpoints.position("a")).isEmpty();
    assertThat(checkpoints.isFinished("b")).isFalse();
  }
}
