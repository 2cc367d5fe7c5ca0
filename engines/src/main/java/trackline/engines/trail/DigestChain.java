package trackline.engines.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import trackline.engines.server.Loopback;

/**
 * The digests of one region, each signed and each naming the one before it.
 *
 * <p>A digest is kept whole in the data folder before it is written to the bucket, and is written
 * again at the next start: a kill in between leaves no gap and no second digest.
 */
final class DigestChain {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String HASH_ALGORITHM = "SHA-256";
  private static final String BEGUN = "begun";

  private final Path file;
  private final String region;
  private final TrailBucket bucket;
  private final SigningKey key;

  /** The newest digest, its key, hash and signature, and when the chain began. */
  private JsonNode newest;

  private DigestChain(
      Path file, String region, TrailBucket bucket, SigningKey key, JsonNode newest) {
    this.file = file;
    this.region = region;
    this.bucket = bucket;
    this.key = key;
    this.newest = newest;
  }

  /** The chain whose newest digest is kept in a file, or a new one that begins now. */
  static DigestChain in(Path file, String region, TrailBucket bucket, SigningKey key, Instant now)
      throws IOException {
    if (!Files.exists(file)) {
      Instant start = now.truncatedTo(ChronoUnit.SECONDS);
      ObjectNode begun =
          JSON.createObjectNode().put("end", start.toString()).put(BEGUN, start.toString());
      WholeFile.write(file, begun.toString().getBytes(UTF_8));
    }
    JsonNode newest = JSON.readTree(Files.readAllBytes(file));
    DigestChain chain = new DigestChain(file, region, bucket, key, newest);
    chain.putNewest();
    return chain;
  }

  String region() {
    return region;
  }

  /** When the chain began; nothing where an earlier version began it. */
  Optional<Instant> begun() {
    return Optional.ofNullable(newest.path(BEGUN).textValue()).map(Instant::parse);
  }

  /** Until when digests are written. */
  Instant end() {
    return Instant.parse(newest.path("end").asText());
  }

  /** The log files that the newest digest has. */
  Set<String> logKeys() throws IOException {
    return JSON
        .readTree(newest.path("content").asText("{}"))
        .path("logFiles")
        .findValues("s3Object")
        .stream()
        .map(JsonNode::asText)
        .collect(Collectors.toSet());
  }

  /** Writes the next digest; two of one second would have one name. */
  void next(List<LogFile> logs, Instant now) throws IOException {
    Instant start = end();
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Instant end = second.isAfter(start) ? second : start.plusSeconds(1);
    String object = TrailBucket.digestKey(region, end);
    String content = content(logs, start, end, object);
    String hash = TrailBucket.hash(content);
    ObjectNode next = JSON.createObjectNode();
    next.put("end", end.toString())
        .put("object", object)
        .put("hash", hash)
        .put("signature", key.sign(signed(end, object, hash)))
        .put("content", content)
        .put(BEGUN, newest.path(BEGUN).textValue());
    WholeFile.write(file, next.toString().getBytes(UTF_8));
    newest = next;
    putNewest();
  }

  private void putNewest() {
    if (newest.has("object")) {
      bucket.put(
          newest.path("object").asText(),
          newest.path("content").asText(),
          Map.of(
              "signature",
              newest.path("signature").asText(),
              "signature-algorithm",
              SigningKey.ALGORITHM));
    }
  }

  /** Before the first digest there is none: its signature is the word null. */
  private String signed(Instant end, String object, String hash) {
    return "%s\n%s/%s\n%s\n%s"
        .formatted(end, bucket.name(), object, hash, newest.path("signature").asText("null"));
  }

  private String content(List<LogFile> logs, Instant start, Instant end, String object) {
    boolean first = !newest.has("object");
    ObjectNode digest =
        JsonNodeFactory.instance
            .objectNode()
            .put("awsAccountId", Loopback.ACCOUNT)
            .put("digestStartTime", start.toString())
            .put("digestEndTime", end.toString())
            .put("digestS3Bucket", bucket.name())
            .put("digestS3Object", object)
            .put("digestPublicKeyFingerprint", key.fingerprint())
            .put("digestSignatureAlgorithm", SigningKey.ALGORITHM)
            .put("newestEventTime", newestEvent(logs))
            .put("oldestEventTime", oldestEvent(logs))
            .put("previousDigestS3Bucket", first ? null : bucket.name())
            .put("previousDigestS3Object", newest.path("object").textValue())
            .put("previousDigestHashValue", newest.path("hash").textValue())
            .put("previousDigestHashAlgorithm", first ? null : HASH_ALGORITHM)
            .put("previousDigestSignature", newest.path("signature").textValue());
    ArrayNode files = digest.putArray("logFiles");
    logs.forEach(log -> files.add(log.describe(bucket.name())));
    return digest.toString();
  }

  private static @Nullable String newestEvent(List<LogFile> logs) {
    return logs.stream().map(LogFile::newest).max(Comparator.naturalOrder()).orElse(null);
  }

  private static @Nullable String oldestEvent(List<LogFile> logs) {
    return logs.stream().map(LogFile::oldest).min(Comparator.naturalOrder()).orElse(null);
  }
}
