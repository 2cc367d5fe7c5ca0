package trackline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  /** The S3 engine refuses every call in a folder whose path has two points in it. */
  @Test
  void itsPathIsTheRealOne(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("here"));

    try (DataFolder data = DataFolder.open(folder.resolve("here/../there"))) {
      assertThat(data.of("lake")).isEqualTo(folder.toRealPath().resolve("there/lake"));
    }
  }
}
