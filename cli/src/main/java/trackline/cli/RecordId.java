package trackline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import trackline.aws.QuarantineLine;
import trackline.event.Sha256;
import trackline.ledger.Account;

/**
 * What tells a record of a stream from every other one, wherever it lies and however often.
 *
 * @param hour the hour in which its item changed, as {@code 2026-11-21T09}, or {@code unknown}
 * @param digest of the stream's name, the record's id and its sequence number; of its bytes where
 *     it has no such
 */
record RecordId(String hour, String digest) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final String UNKNOWN = "unknown";

  /** The id of the record in a line of forward's. */
  static RecordId of(QuarantineLine line) {
    JsonNode record = record(line);
    JsonNode change = record.path("dynamodb");
    String id = record.path("eventID").asText();
    String sequenceNumber = change.path("SequenceNumber").asText();
    return new RecordId(
        hour(change.path("ApproximateCreationDateTime")),
        id.isEmpty() || sequenceNumber.isEmpty()
            ? Sha256.hex(new String(line.raw(), StandardCharsets.ISO_8859_1))
            : Sha256.hex(
                String.join("\n", record.path("eventSourceARN").asText(), id, sequenceNumber)));
  }

  private static JsonNode record(QuarantineLine line) {
    try {
      return JSON.readTree(new String(line.raw(), StandardCharsets.UTF_8));
    } catch (JsonProcessingException | NumberFormatException e) {
      // The second is what the parser lets through for an exponent that is too large.
      return JSON.missingNode();
    }
  }

  private static String hour(JsonNode seconds) {
    BigDecimal time = seconds.isNumber() ? seconds.decimalValue() : BigDecimal.valueOf(-1);
    boolean isTime =
        time.signum() >= 0 && time.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE * 2L)) < 0;
    return isTime ? Account.hourOf(Instant.ofEpochSecond(time.longValue())) : UNKNOWN;
  }
}
