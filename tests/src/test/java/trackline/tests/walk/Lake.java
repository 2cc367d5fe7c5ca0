package trackline.tests.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The lake's objects as any reader of gzip and JSON lines reads them. */
public final class Lake {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Lake() {}

  /** The lines of all objects of a running Trackline, read as plain files of its folder. */
  public static List<JsonNode> lines(Client client, Path data) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (JsonNode object : client.get("/local/objects").body().path("objects")) {
      lines.addAll(lines(file(data, object)));
    }
    return lines;
  }

  private static Path file(Path data, JsonNode object) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      Path file =
          files
              .filter(f -> f.toString().endsWith(object.path("key").asText()))
              .findFirst()
              .orElseThrow();
      assertThat(Files.size(file)).isEqualTo(object.path("size").asLong());
      return file;
    }
  }

  static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }
}
