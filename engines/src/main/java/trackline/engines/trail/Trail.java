package trackline.engines.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.engines.server.Loopback;

/**
 * A trail on this machine: what the journal holds goes every minute to files in its bucket, and
 * every hour to a digest of each region.
 */
public final class Trail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trail.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration DIGESTED = Duration.ofHours(1);
  private static final String CHAIN = ".digest.json";

  private final Path folder;
  private final Journal journal;
  private final TrailBucket bucket;
  private final SigningKey key;
  private final Delivered delivered;
  private final Clock clock;
  private final Map<String, DigestChain> chains = new TreeMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  private Trail(Path folder, S3Client s3, String bucket, Clock clock) throws IOException {
    this.folder = folder;
    this.clock = clock;
    this.bucket = new TrailBucket(s3, bucket);
    this.journal = Journal.open(folder.resolve("journal"));
    this.key = SigningKey.in(folder.resolve("signing-key.json"), clock.instant());
    this.delivered = Delivered.in(folder.resolve("delivered.ndjson"));
  }

  /** Opens the trail in a folder; what a killed process had begun is brought to its end. */
  public static Trail open(Path folder, S3Client s3, String bucket, Clock clock)
      throws IOException {
    Files.createDirectories(folder);
    Trail trail = new Trail(folder, s3, bucket, clock);
    trail.openChains();
    trail.deliver();
    ScheduledFuture<?> _ =
        trail.timer.scheduleWithFixedDelay(trail::everyMinute, 1, 1, TimeUnit.MINUTES);
    return trail;
  }

  private void openChains() throws IOException {
    chain(Loopback.REGION);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(CHAIN)).toList()) {
        DigestChain chain = chain(file.getFileName().toString().replace(CHAIN, ""));
        delivered.remove(chain.logKeys());
      }
    }
  }

  private DigestChain chain(String region) throws IOException {
    DigestChain known = chains.get(region);
    if (known != null) {
      return known;
    }
    DigestChain chain =
        DigestChain.in(folder.resolve(region + CHAIN), region, bucket, key, clock.instant());
    chains.put(region, chain);
    return chain;
  }

  public Journal journal() {
    return journal;
  }

  public String bucket() {
    return bucket.name();
  }

  public PublicKey publicKey() {
    return key.publicKey();
  }

  /** When the chain of each region began, where that is known. */
  public synchronized Map<String, Instant> begins() {
    Map<String, Instant> begins = new TreeMap<>();
    chains.forEach((region, chain) -> chain.begun().ifPresent(at -> begins.put(region, at)));
    return begins;
  }

  /** Writes everything that is recorded by now to files. */
  public synchronized void deliver() throws IOException {
    journal.seal();
    for (Path segment : journal.sealed()) {
      deliver(segment);
    }
  }

  /** Writes everything to files, and a digest of each region over them. */
  public synchronized void flush() throws IOException {
    deliver();
    for (DigestChain chain : chains.values()) {
      digest(chain);
    }
  }

  private void digest(DigestChain chain) throws IOException {
    chain.next(delivered.of(chain.region()), clock.instant());
    delivered.remove(chain.logKeys());
  }

  /** Forgets everything but the key; the chains of digests begin anew. */
  public synchronized void reset() throws IOException {
    journal.clear();
    delivered.clear();
    for (String region : List.copyOf(chains.keySet())) {
      Files.deleteIfExists(folder.resolve(region + CHAIN));
    }
    chains.clear();
    chain(Loopback.REGION);
  }

  /** The records of a region and a day go to one file. */
  private void deliver(Path segment) throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : Files.readAllLines(segment, UTF_8)) {
      records.add(JSON.readTree(line));
    }
    Map<String, List<JsonNode>> groups =
        records.stream()
            .collect(Collectors.groupingBy(Trail::place, TreeMap::new, Collectors.toList()));
    List<LogFile> logs = new ArrayList<>();
    for (List<JsonNode> group : groups.values()) {
      logs.add(deliver(group, Journal.name(segment)));
    }
    delivered.add(logs);
    Files.delete(segment);
  }

  private static String place(JsonNode record) {
    return record.path("awsRegion").asText()
        + " "
        + record.path("eventTime").asText().substring(0, 10);
  }

  private LogFile deliver(List<JsonNode> records, String name) throws IOException {
    String region = records.getFirst().path("awsRegion").asText();
    chain(region);
    String content =
        records.stream()
            .map(JsonNode::toString)
            .collect(Collectors.joining(",", "{\"Records\":[", "]}"));
    Instant newest =
        records.stream()
            .map(record -> Instant.parse(record.path("eventTime").asText()))
            .max(Instant::compareTo)
            .orElseThrow();
    String object = TrailBucket.logKey(region, newest, name);
    bucket.put(object, content, Map.of());
    return LogFile.of(region, object, content, records);
  }

  private void everyMinute() {
    try {
      deliver();
      digestWhatIsDue();
    } catch (IOException | RuntimeException e) {
      // Whatever it is: a scheduled task that throws is never run again, and the journal has all.
      LOG.warn("The audit trail's files cannot be written now", e);
    }
  }

  private synchronized void digestWhatIsDue() throws IOException {
    for (DigestChain chain : chains.values()) {
      if (!chain.end().plus(DIGESTED).isAfter(clock.instant())) {
        digest(chain);
      }
    }
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    synchronized (this) {
      deliver();
      journal.close();
    }
  }
}
