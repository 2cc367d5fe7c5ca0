package trackline.engines.mapping;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** What Lambda writes to an S3 destination about records that it gives up. */
final class FailureRecord {
  private static final DateTimeFormatter KEY_TIME = utc("yyyy/MM/dd/yyyy-MM-dd'T'HH.mm.ss");
  private static final DateTimeFormatter MILLISECONDS = utc("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");

  private FailureRecord() {}

  static String key(MappingSettings mapping, String shardId, Instant now) {
    return "aws/lambda/%s/%s/%s-%s"
        .formatted(mapping.uuid(), shardId, KEY_TIME.format(now), UUID.randomUUID());
  }

  /** The record's JSON; its payload is the whole event as text. */
  static String json(
      MappingSettings mapping, String streamArn, String shardId, Discard discard, Instant now) {
    Piece piece = discard.piece();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("requestContext")
        .put("requestId", UUID.randomUUID().toString())
        .put("functionArn", mapping.functionArn())
        .put("condition", discard.condition().text())
        .put("approximateInvokeCount", piece.invocations());
    json.putObject("responseContext")
        .put("statusCode", 200)
        .put("executedVersion", "$LATEST")
        .put("functionError", "Unhandled");
    json.put("version", "1.0").put("timestamp", MILLISECONDS.format(now));
    json.putObject("DDBStreamBatchInfo")
        .put("shardId", shardId)
        .put("startSequenceNumber", piece.firstEntry().sequenceNumber())
        .put("endSequenceNumber", piece.lastEntry().sequenceNumber())
        .put("approximateArrivalOfFirstRecord", piece.firstEntry().createdAt().toString())
        .put("approximateArrivalOfLastRecord", piece.lastEntry().createdAt().toString())
        .put("batchSize", piece.size())
        .put("streamArn", streamArn);
    json.put("payload", new String(LambdaEvents.event(piece.entries()), StandardCharsets.UTF_8));
    return json.toString();
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }
}
