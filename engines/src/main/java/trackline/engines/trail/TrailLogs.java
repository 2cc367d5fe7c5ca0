package trackline.engines.trail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import trackline.engines.server.Loopback;

/**
 * The log files in a trail's bucket, with their rows as files that a database reads. What else lies
 * there is left alone: digests, other accounts, other names. A file that cannot be read to its end
 * is told of in the log and has no rows.
 */
public final class TrailLogs {
  private static final Logger LOG = LoggerFactory.getLogger(TrailLogs.class);
  private static final Pattern PLACE =
      Pattern.compile("([a-z0-9-]+)/(\\d{4}/\\d\\d/\\d\\d)/([^/]+\\.json(?:\\.gz)?)");
  private static final int DEPTH = 5;

  private final Path logs;
  private final Path cache;
  private final Delivery delivery;

  /** What brings the newest records to the bucket. */
  public interface Delivery {
    void deliver() throws IOException;
  }

  /**
   * The log files of a bucket.
   *
   * @param bucket its folder
   * @param cache a folder for the rows, which can be emptied at any time
   * @param delivery called before each look
   */
  public TrailLogs(Path bucket, Path cache, Delivery delivery) {
    this.logs = bucket.resolve("AWSLogs").resolve(Loopback.ACCOUNT).resolve("CloudTrail");
    this.cache = cache;
    this.delivery = delivery;
  }

  /**
   * A log file.
   *
   * @param rows the file of its rows
   * @param timestamp the day of its folder, as in {@code 2026/11/21}
   * @param size its bytes in the bucket
   */
  public record Log(Path rows, String region, String timestamp, long size) {}

  /** The log files that are there now, by name. */
  public synchronized List<Log> now() throws IOException {
    delivery.deliver();
    List<Log> found = new ArrayList<>();
    for (Path file : files(logs)) {
      log(file).ifPresent(found::add);
    }
    forgetOthers(found);
    return found;
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.find(folder, DEPTH, (_, file) -> file.isRegularFile())) {
      return files.sorted().toList();
    }
  }

  private Optional<Log> log(Path file) throws IOException {
    Matcher place = PLACE.matcher(logs.relativize(file).toString());
    if (!place.matches() || place.group(3).contains("_CloudTrail-Digest_")) {
      return Optional.empty();
    }
    String region = place.group(1);
    String timestamp = place.group(2);
    long size = Files.size(file);
    String name =
        "%s-%d-%d.ndjson"
            .formatted(place.group(3), size, Files.getLastModifiedTime(file).toMillis());
    Path rows =
        cache
            .resolve("region=" + region)
            .resolve("timestamp=" + timestamp.replace("/", "%2F"))
            .resolve(name);
    if (!Files.exists(rows)) {
      write(file, rows);
    }
    return Optional.of(new Log(rows, region, timestamp, size));
  }

  private static void write(Path file, Path rows) throws IOException {
    Files.createDirectories(rows.getParent());
    try {
      TrailRows.write(file, rows);
    } catch (IOException e) {
      LOG.warn("Left out of the audit trail, since it cannot be read: {}", file, e);
      Files.write(rows, new byte[0]);
    }
  }

  private void forgetOthers(List<Log> found) throws IOException {
    Set<Path> rows = new HashSet<>();
    found.forEach(log -> rows.add(log.rows()));
    for (Path file : files(cache)) {
      if (!rows.contains(file)) {
        Files.deleteIfExists(file);
      }
    }
  }
}
