package trackline.forward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;
import trackline.event.EventTime;
import trackline.event.RowType;
import trackline.lake.TypedJson;
import trackline.lake.UnreadableItemException;

/** A record of a DynamoDB stream, as Lambda hands it over. */
record StreamRecord(JsonNode json) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /** A time in seconds has fewer digits until the year 33658. */
  private static final BigDecimal MOST_SECONDS = new BigDecimal("1E+12");

  /** What happened to the item. */
  enum Change {
    INSERT(RowType.INSERTED),
    MODIFY(RowType.MODIFIED),
    REMOVE(RowType.REMOVED),
    /** A REMOVE by the table's time to live. */
    EXPIRY(RowType.EXPIRED),
    /** An event name that DynamoDB does not have today: it is counted and no event. */
    UNKNOWN(RowType.CHANGED);

    private final RowType type;

    Change(RowType type) {
      this.type = type;
    }

    /** The type of an event that is this change and no more. */
    String eventType() {
      return type.eventType();
    }

    /** Whether there is an item after the change. */
    boolean leavesAnItem() {
      return this == INSERT || this == MODIFY;
    }
  }

  /** What a record shows of an item. */
  enum Image {
    KEYS("Keys"),
    NEW("NewImage"),
    OLD("OldImage");

    private final String member;

    Image(String member) {
      this.member = member;
    }
  }

  Change change() {
    return switch (json.path("eventName").asText()) {
      case "INSERT" -> Change.INSERT;
      case "MODIFY" -> Change.MODIFY;
      case "REMOVE" -> isByTimeToLive() ? Change.EXPIRY : Change.REMOVE;
      default -> Change.UNKNOWN;
    };
  }

  private boolean isByTimeToLive() {
    return json.path("userIdentity").path("principalId").asText().equals("dynamodb.amazonaws.com");
  }

  /** An image as typed JSON, where the stream gives it. */
  Optional<JsonNode> image(Image image) {
    JsonNode typed = json.path("dynamodb").path(image.member);
    return typed.isMissingNode() || typed.isNull() || typed.isEmpty()
        ? Optional.empty()
        : Optional.of(typed);
  }

  /**
   * An image as plain JSON, where the stream gives it.
   *
   * @throws UnreadableItemException with a pointer from the image's name on
   */
  Optional<ObjectNode> item(Image image) {
    return image(image).map(typed -> item(typed, "/" + image.member));
  }

  private static ObjectNode item(JsonNode typed, String pointer) {
    try {
      return TypedJson.item(typed);
    } catch (UnreadableItemException e) {
      throw new UnreadableItemException(pointer + e.pointer(), String.valueOf(e.getMessage()));
    }
  }

  /** The event's id as the new image has it. */
  @Nullable String writtenEventId() {
    return written(Column.EVENT_ID);
  }

  /** A text as the new image has it, which as a whole may be unreadable. */
  @Nullable String written(Column column) {
    return image(Image.NEW)
        .map(typed -> typed.path(column.columnName()).path("S").textValue())
        .orElse(null);
  }

  /** What tells a record from every other one, of other shards and streams too. */
  record Id(String stream, String eventId, String sequenceNumber) {}

  Id id() {
    return new Id(json.path("eventSourceARN").asText(), eventId(), sequenceNumber());
  }

  String eventId() {
    return json.path("eventID").asText();
  }

  String sequenceNumber() {
    return json.path("dynamodb").path("SequenceNumber").asText();
  }

  /**
   * The place in the stream. Sequence numbers differ in length, so that their texts do not sort.
   *
   * @throws NumberFormatException when there is none: the whole batch is retried then
   */
  BigInteger place() {
    return new BigInteger(sequenceNumber());
  }

  boolean hasPlace() {
    return DIGITS.matcher(sequenceNumber()).matches();
  }

  /** The first in the stream, from where on it must be read again. */
  static StreamRecord lowest(List<StreamRecord> records) {
    return records.stream().min(Comparator.comparing(StreamRecord::place)).orElseThrow();
  }

  /** The sequence number, or what stands for it where there is none: the same at each retry. */
  String quarantineId() {
    return sequenceNumber().isEmpty() ? "none-" + UUID.nameUUIDFromBytes(raw()) : sequenceNumber();
  }

  /** When the item changed, to the second or better; nothing where that is no time of an event. */
  Optional<Instant> changedAt() {
    JsonNode seconds = json.path("dynamodb").path("ApproximateCreationDateTime");
    return seconds.isNumber() ? instant(seconds.decimalValue()) : Optional.empty();
  }

  /** A number may have any exponent, and the arithmetic of those ends somewhere. */
  private static Optional<Instant> instant(BigDecimal seconds) {
    return seconds.abs().compareTo(MOST_SECONDS) < 0
        ? Optional.of(Instant.ofEpochMilli(seconds.movePointRight(3).longValue()))
            .filter(EventTime::isInRange)
        : Optional.empty();
  }

  /** The name of the table, from {@code arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/TIME}. */
  String table() {
    String[] parts = json.path("eventSourceARN").asText().split("/", 3);
    return parts.length < 2 ? "unknown" : parts[1];
  }

  /** The event's id where the table gives none. */
  String tableEventId() {
    return table() + ":" + eventId();
  }

  /** The event's source where it is a table. */
  String tableSource() {
    return "table:" + table();
  }

  /** The record as it came. */
  byte[] raw() {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
