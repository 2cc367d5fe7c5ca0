package trackline.bench.endurance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The lake's objects, read as plain files of the data folder. */
record LakeFiles(Path data) {

  /** How many lines each event has in these objects, by its id. */
  Map<String, Long> lines(JsonNode objects) throws IOException {
    Map<String, Long> lines = new HashMap<>();
    for (JsonNode object : objects) {
      count(file(object.path("key").asText()), lines);
    }
    return lines;
  }

  private Path file(String key) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files
          .filter(file -> file.endsWith(key))
          .findFirst()
          .orElseThrow(() -> new IOException("No file is the lake's object " + key));
    }
  }

  private static void count(Path file, Map<String, Long> lines) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.merge(Api.JSON.readTree(line).path("event_id").asText(), 1L, Long::sum);
      }
    }
  }
}
