package trackline.forward;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A record of a DynamoDB stream, as Lambda hands it over. */
record StreamRecord(JsonNode json) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /** What happened to the item. */
  enum Change {
    INSERT,
    MODIFY,
    REMOVE,
    /** A REMOVE by the table's time to live. */
    EXPIRY,
    /** An event name that DynamoDB does not have today. */
    UNKNOWN
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

  /** The item as it was put, as typed JSON. */
  Optional<JsonNode> newImage() {
    JsonNode image = json.path("dynamodb").path("NewImage");
    return image.isMissingNode() || image.isNull() || image.isEmpty()
        ? Optional.empty()
        : Optional.of(image);
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

  /** When the item changed, to the second or better. */
  Optional<Instant> changedAt() {
    JsonNode seconds = json.path("dynamodb").path("ApproximateCreationDateTime");
    return seconds.isNumber() ? Optional.of(instant(seconds.decimalValue())) : Optional.empty();
  }

  private static Instant instant(BigDecimal seconds) {
    return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
  }

  /** The name of the table, from {@code arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/TIME}. */
  String table() {
    String[] parts = json.path("eventSourceARN").asText().split("/", 3);
    return parts.length < 2 ? "unknown" : parts[1];
  }

  /** The record as it came. */
  byte[] raw() {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
