package trackline.engines.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The log files that are in the bucket and in no digest yet, a line each. */
final class Delivered {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final Map<String, LogFile> files = new LinkedHashMap<>();

  private Delivered(Path file) {
    this.file = file;
  }

  static Delivered in(Path file) throws IOException {
    Delivered delivered = new Delivered(file);
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, UTF_8)) {
        LogFile log = LogFile.parse(JSON.readTree(line));
        delivered.files.put(log.key(), log);
      }
    }
    return delivered;
  }

  /** Notes files; one that is noted already is the same file written again. */
  void add(List<LogFile> logs) throws IOException {
    logs.forEach(log -> files.put(log.key(), log));
    write();
  }

  List<LogFile> of(String region) {
    return files.values().stream().filter(log -> log.region().equals(region)).toList();
  }

  /** Forgets files that a digest has. */
  void remove(Set<String> keys) throws IOException {
    if (files.keySet().removeAll(keys)) {
      write();
    }
  }

  void clear() throws IOException {
    files.clear();
    write();
  }

  private void write() throws IOException {
    String lines =
        files.values().stream()
            .map(log -> log.describe("").put("region", log.region()) + "\n")
            .collect(Collectors.joining());
    WholeFile.write(file, lines.getBytes(UTF_8));
  }
}
