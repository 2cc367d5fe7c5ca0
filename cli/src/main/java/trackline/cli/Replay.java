package trackline.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** The replay of a quarantine: entries go to the function that refused them, many at once. */
final class Replay {
  /** Lambda takes 6 MB of JSON; one entry never has so much. */
  private static final int MAX_BYTES = 5_700_000;

  /** So many are judged and written within the time of any of the functions. */
  private static final int MAX_ENTRIES = 1_000;

  /** A busy day has an object for each of many thousand requests: S3 gives several at once. */
  private static final int READS = 16;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Which entries are wanted.
   *
   * @param end the first moment that is too late
   */
  record Wanted(Instant from, Instant end, @Nullable String door, @Nullable String reason) {
    /** Whether a line is of a door and a reason that are wanted. */
    boolean takesKind(JsonNode line) {
      return takesDoor(line.path("door").asText()) && takesReason(line.path("reason").asText());
    }

    /** Whether an object, {@code …/DOOR-ID.ndjson}, is of a door that is wanted. */
    boolean takesDoorOf(String key) {
      return door == null || key.startsWith(door + "-", key.lastIndexOf('/') + 1);
    }

    boolean takesDoor(String other) {
      return door == null || door.equals(other);
    }

    boolean takesReason(String other) {
      return reason == null || reason.equals(other);
    }

    boolean isInTime(Instant at) {
      return !at.isBefore(from) && at.isBefore(end);
    }
  }

  /** Entries of one door that are sent together. */
  private static final class Part {
    private final List<ReplayEntry> entries = new ArrayList<>();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    boolean fits(byte[] line) {
      return entries.isEmpty()
          || (entries.size() < MAX_ENTRIES && lines.size() + line.length < MAX_BYTES);
    }

    void add(ReplayEntry entry, byte[] line) {
      if (!entries.isEmpty()) {
        lines.write(',');
      }
      lines.writeBytes(line);
      entries.add(entry);
    }

    SdkBytes payload(boolean dryRun) {
      ByteArrayOutputStream payload = new ByteArrayOutputStream();
      try (JsonGenerator json = JSON.createGenerator(payload)) {
        json.writeStartObject();
        json.writeObjectFieldStart("replay");
        json.writeStringField("door", entries.getFirst().door());
        json.writeBooleanField("dry_run", dryRun);
        json.writeFieldName("entries");
        json.writeRawValue("[" + lines.toString(StandardCharsets.UTF_8) + "]");
        json.writeEndObject();
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return SdkBytes.fromByteArray(payload.toByteArray());
    }
  }

  private final ReplayPlace place;
  private final ReplaySource source;
  private final Wanted wanted;
  private final boolean dryRun;
  private final Consumer<String> progress;
  private final ReplayReport report = new ReplayReport();
  private final Map<String, Part> parts = new HashMap<>();
  private final ReplayReceipts receipts;
  private final Set<RecordId> seen = new HashSet<>();

  Replay(ReplayPlace place, Wanted wanted, boolean dryRun, Consumer<String> progress) {
    this.place = place;
    this.source = new ReplaySource(place);
    this.receipts = new ReplayReceipts(place);
    this.wanted = wanted;
    this.dryRun = dryRun;
    this.progress = progress;
  }

  ReplayReport run() {
    try {
      source.keys(wanted).stream()
          .gather(Gatherers.mapConcurrent(READS, key -> source.object(key, wanted)))
          .forEachOrdered(this::take);
      parts.values().forEach(this::send);
      return report;
    } catch (SdkException e) {
      throw AwsFailure.of(e);
    }
  }

  private void take(ReplayObject object) {
    object.unreadable().forEach(report::add);
    object.entries().stream().filter(this::isToBeSent).forEach(this::add);
    progress.accept("Replayed " + report.total() + " …");
  }

  /**
   * A record may lie there twice, after its batch was read again in other parts, or was given up.
   */
  private boolean isToBeSent(ReplayEntry entry) {
    return entry.record().map(record -> seen.add(record) && !receipts.has(record)).orElse(true);
  }

  private void add(ReplayEntry entry) {
    byte[] line = entry.bytes();
    Part part = parts.computeIfAbsent(entry.door(), _ -> new Part());
    if (!part.fits(line)) {
      send(part);
      part = new Part();
      parts.put(entry.door(), part);
    }
    part.add(entry, line);
  }

  private void send(Part part) {
    String name = part.entries.getFirst().function();
    String function = place.functions().getOrDefault(name, name);
    InvokeResponse response =
        place
            .lambda()
            .invoke(request -> request.functionName(function).payload(part.payload(dryRun)));
    JsonNode results = results(function, response);
    Set<RecordId> taken = new HashSet<>();
    for (int i = 0; i < part.entries.size(); i++) {
      ReplayEntry entry = part.entries.get(i);
      JsonNode result = results.path(i);
      report.add(entry, result);
      if (result.path("status").asText().equals("accepted")) {
        entry.record().ifPresent(taken::add);
      }
    }
    // After each part: what comes to grief later must not be sent again.
    if (!dryRun) {
      receipts.add(taken);
    }
  }

  private static JsonNode results(String function, InvokeResponse response) {
    try {
      JsonNode results = JSON.readTree(response.payload().asByteArray()).path("results");
      if (response.functionError() == null && results.isArray()) {
        return results;
      }
    } catch (IOException e) {
      // Said below, without what was answered.
    }
    throw new CommandFailure(
        "The function " + function + " failed.",
        "Its log says why. What was replayed before that is stored; a second run adds nothing.");
  }
}
