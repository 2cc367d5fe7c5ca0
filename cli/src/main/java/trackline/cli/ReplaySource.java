package trackline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineLine;
import trackline.event.Json;

/**
 * The objects of a quarantine: what doors refused, under {@code quarantine/}, and the batches that
 * an event source mapping gave up, under {@code aws/lambda/}.
 *
 * <p>Forward cannot see whether the lake has a record. So what it took in a replay is written down
 * under {@code replayed/}, and is left out the next time.
 */
final class ReplaySource {
  private static final String GIVEN_UP = "aws/lambda/";
  private static final String RECEIPTS = "replayed/";

  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build());
  }

  private final S3Client s3;
  private final String bucket;

  ReplaySource(ReplayPlace place) {
    this.s3 = place.s3();
    this.bucket = place.bucket();
  }

  /** The keys of the objects that may hold entries of a time. */
  List<String> keys(Replay.Wanted wanted) {
    // A file's entries are put under the day on which its import began, and told with that time.
    List<String> keys = new ArrayList<>();
    LocalDate last = LocalDate.ofInstant(wanted.end(), ZoneOffset.UTC);
    LocalDate first = LocalDate.ofInstant(wanted.from(), ZoneOffset.UTC);
    first
        .datesUntil(last.plusDays(1))
        .forEach(
            day -> list(Quarantine.PREFIX + "dt=" + day + "/").forEach(o -> keys.add(o.key())));
    if (wanted.takesDoor("forward") && wanted.takesReason(QuarantineLine.GIVEN_UP)) {
      list(GIVEN_UP)
          .filter(object -> wanted.isInTime(object.lastModified()))
          .forEach(object -> keys.add(object.key()));
    }
    return keys;
  }

  private Stream<S3Object> list(String prefix) {
    return s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).contents().stream();
  }

  /** The entries of an object that are wanted and not known to be done. */
  List<ReplayEntry> entries(String key, Replay.Wanted wanted) {
    String text = s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
    List<ReplayEntry> entries =
        key.startsWith(GIVEN_UP) ? givenUp(key, text) : refused(key, text, wanted);
    boolean isForwards = entries.stream().anyMatch(entry -> entry.door().equals("forward"));
    Set<Integer> taken = isForwards ? taken(key) : Set.of();
    return entries.stream().filter(entry -> !taken.contains(entry.place())).toList();
  }

  private static List<ReplayEntry> refused(String key, String text, Replay.Wanted wanted) {
    List<ReplayEntry> entries = new ArrayList<>();
    @Nullable JsonNode batch = null;
    int place = 0;
    // Not lines(): a lone carriage return ends no line here, and none stands in one.
    for (String written : text.split("\n", -1)) {
      if (!written.isBlank()) {
        ObjectNode line = parse(key, written);
        if (line.path(Quarantine.SAME_BATCH).asBoolean() && batch != null) {
          line.set(Quarantine.BATCH, batch);
        }
        line.remove(Quarantine.SAME_BATCH);
        batch = line.get(Quarantine.BATCH);
        line.putIfAbsent("index", JsonNodeFactory.instance.numberNode(place));
        if (wanted.takes(line)) {
          entries.add(new ReplayEntry(line, key, place));
        }
        place++;
      }
    }
    return entries;
  }

  /** The records of a batch, each exactly as it came. */
  private static List<ReplayEntry> givenUp(String key, String text) {
    String payload = parse(key, text).path("payload").asText();
    List<ReplayEntry> entries = new ArrayList<>();
    for (String record : Json.elements(payload, "Records")) {
      ObjectNode line =
          JsonNodeFactory.instance
              .objectNode()
              .put("door", "forward")
              .put("reason", QuarantineLine.GIVEN_UP)
              .put("raw", record);
      entries.add(new ReplayEntry(line, key, entries.size()));
    }
    return entries;
  }

  private static ObjectNode parse(String key, String text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode line) {
        return line;
      }
    } catch (JsonProcessingException e) {
      // Its message quotes the line.
    }
    throw new CommandFailure(
        "The object " + key + " has a line that is no entry of a quarantine.",
        "Look at it, and move it away when it is none of Trackline's.");
  }

  static @Nullable Instant time(JsonNode line) {
    try {
      return Instant.parse(line.path("at").asText());
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private Set<Integer> taken(String key) {
    try {
      String receipt =
          s3.getObjectAsBytes(r -> r.bucket(bucket).key(RECEIPTS + key)).asUtf8String();
      Set<Integer> taken = new HashSet<>();
      parse(RECEIPTS + key, receipt).path("taken").forEach(place -> taken.add(place.asInt()));
      return taken;
    } catch (NoSuchKeyException e) {
      return Set.of();
    }
  }

  /** Writes down which entries of an object forward has taken. */
  void remember(String key, Set<Integer> places) {
    ObjectNode receipt = JsonNodeFactory.instance.objectNode();
    var taken = receipt.putArray("taken");
    Stream.concat(taken(key).stream(), places.stream()).distinct().sorted().forEach(taken::add);
    s3.putObject(
        r -> r.bucket(bucket).key(RECEIPTS + key).contentType("application/json"),
        RequestBody.fromString(receipt.toString()));
  }
}
