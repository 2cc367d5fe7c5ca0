package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The records that forward has taken in replays, written down under {@code replayed/forward/}:
 * forward cannot see whether the lake has a record.
 *
 * <p>They go by the record and not by the object that it lay in, since a record may lie in several,
 * of which a replay need not see all. They stand under the hour of the record, so that the same few
 * are read wherever it was found, and each run adds its own, so that none undoes another's.
 */
final class ReplayReceipts {
  private static final String PREFIX = "replayed/forward/";
  private static final String TAKEN = "taken";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final S3Client s3;
  private final String bucket;
  private final Map<String, Set<String>> takenByHour = new HashMap<>();

  ReplayReceipts(ReplayPlace place) {
    this.s3 = place.s3();
    this.bucket = place.bucket();
  }

  /** Whether forward has taken a record. */
  boolean has(RecordId record) {
    return taken(record.hour()).contains(record.digest());
  }

  private Set<String> taken(String hour) {
    return takenByHour.computeIfAbsent(hour, this::read);
  }

  private Set<String> read(String hour) {
    Set<String> taken = new HashSet<>();
    s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(PREFIX + hour + "/"))
        .contents()
        .forEach(object -> receipt(object.key()).forEach(one -> taken.add(one.asText())));
    return taken;
  }

  private JsonNode receipt(String key) {
    byte[] receipt = s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray();
    try {
      if (JSON.readTree(receipt).path(TAKEN) instanceof ArrayNode taken) {
        return taken;
      }
    } catch (IOException e) {
      // Said below.
    }
    throw new CommandFailure(
        "The object " + key + " is no receipt of a replay.",
        "Look at it, and move it away when it is none of Trackline's.");
  }

  /** Writes down that forward has taken records. */
  void add(Collection<RecordId> records) {
    records.stream()
        .collect(
            Collectors.groupingBy(
                RecordId::hour, Collectors.mapping(RecordId::digest, Collectors.toSet())))
        .forEach(this::add);
  }

  private void add(String hour, Set<String> digests) {
    ObjectNode receipt = JsonNodeFactory.instance.objectNode();
    ArrayNode taken = receipt.putArray(TAKEN);
    digests.stream().sorted().forEach(taken::add);
    s3.putObject(
        r ->
            r.bucket(bucket)
                .key(PREFIX + hour + "/" + UUID.randomUUID() + ".json")
                .contentType("application/json"),
        RequestBody.fromString(receipt.toString()));
    taken(hour).addAll(digests);
  }
}
