package trackline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineDoor;
import trackline.aws.QuarantineReader;
import trackline.aws.QuarantineReason;
import trackline.cli.ReplayObject.Unreadable;
import trackline.event.Json;
import trackline.event.Slices;

/**
 * The objects of a quarantine: what doors refused, under {@code quarantine/}, and the batches that
 * an event source mapping gave up, under {@code aws/lambda/}.
 */
final class ReplaySource {
  private static final String GIVEN_UP = "aws/lambda/";
  private static final String RECORDS = "Records";

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

  /** The keys of the objects that may hold entries of a door and a time. */
  List<String> keys(Replay.Wanted wanted) {
    List<String> keys = new ArrayList<>();
    // These first: a record that also lies in quarantine was not counted there, or its batch would
    // not have come to this.
    if (wanted.takesDoor(QuarantineDoor.FORWARD.word())
        && wanted.takesReason(QuarantineReason.GIVEN_UP.word())) {
      list(GIVEN_UP)
          .filter(object -> wanted.isInTime(object.lastModified()))
          .forEach(object -> keys.add(object.key()));
    }
    // A file's entries are put under the day on which its import began, and told with that time.
    LocalDate last = LocalDate.ofInstant(wanted.end(), ZoneOffset.UTC);
    LocalDate first = LocalDate.ofInstant(wanted.from(), ZoneOffset.UTC);
    first
        .datesUntil(last.plusDays(1))
        .flatMap(day -> list(Quarantine.PREFIX + "dt=" + day + "/"))
        .map(S3Object::key)
        .filter(wanted::takesDoorOf)
        .forEach(keys::add);
    return keys;
  }

  private Stream<S3Object> list(String prefix) {
    return s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).contents().stream();
  }

  /** What is wanted of an object, and what of it cannot be read. */
  ReplayObject object(String key, Replay.Wanted wanted) {
    if (key.startsWith(GIVEN_UP)) {
      return givenUp(key, s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray());
    }
    try (InputStream object = s3.getObject(r -> r.bucket(bucket).key(key))) {
      Lines lines = new Lines(key, wanted);
      QuarantineReader.read(object, lines);
      return new ReplayObject(lines.entries, lines.unreadable);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of an object, of which those that are wanted are kept. */
  private static final class Lines implements QuarantineReader.Lines {
    private final String key;
    private final Replay.Wanted wanted;
    private final List<ReplayEntry> entries = new ArrayList<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private int place;

    Lines(String key, Replay.Wanted wanted) {
      this.key = key;
      this.wanted = wanted;
    }

    @Override
    public void line(int number, ObjectNode line) {
      line.putIfAbsent("index", JsonNodeFactory.instance.numberNode(place));
      try {
        take(line);
        place++;
      } catch (IllegalArgumentException e) {
        unreadable(number, String.valueOf(e.getMessage()));
      }
    }

    @Override
    public void unreadable(int number, String why) {
      unreadable.add(new Unreadable(key, number, why));
      place++;
    }

    private void take(ObjectNode line) {
      if (!wanted.takesKind(line)) {
        return;
      }
      Instant at = time(line);
      if (at == null) {
        throw new IllegalArgumentException("it does not say when it was put there");
      }
      if (wanted.isInTime(at)) {
        entries.add(ReplayEntry.of(line));
      }
    }
  }

  /** The records of a batch, each exactly as it came. */
  private static ReplayObject givenUp(String key, byte[] object) {
    try {
      String payload = object(Json.utf8(object)).path("payload").asText();
      if (!object(payload).path(RECORDS).isArray()) {
        throw new IllegalArgumentException("it holds no records");
      }
      List<ReplayEntry> entries = records(payload).map(ReplaySource::givenUp).toList();
      return new ReplayObject(entries, List.of());
    } catch (Json.BadJson | IllegalArgumentException e) {
      String detail = "it is no batch of a stream that was given up";
      return new ReplayObject(List.of(), List.of(new Unreadable(key, 1, detail)));
    }
  }

  private static Stream<String> records(String payload) {
    return Slices.of(payload.getBytes(StandardCharsets.UTF_8), RECORDS)
        .orElseThrow(() -> new IllegalArgumentException("it is no JSON"))
        .elements()
        .stream()
        .map(record -> new String(record, StandardCharsets.UTF_8));
  }

  private static ReplayEntry givenUp(String record) {
    ObjectNode line =
        JsonNodeFactory.instance
            .objectNode()
            .put("door", QuarantineDoor.FORWARD.word())
            .put("reason", QuarantineReason.GIVEN_UP.word())
            .put("raw", record);
    return ReplayEntry.of(line);
  }

  private static ObjectNode object(String text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      // Its message quotes the text.
    }
    throw new IllegalArgumentException("it is no JSON object");
  }

  private static @Nullable Instant time(JsonNode line) {
    try {
      return Instant.parse(line.path("at").asText());
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
