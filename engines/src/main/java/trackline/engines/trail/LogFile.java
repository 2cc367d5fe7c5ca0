package trackline.engines.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A log file that was written to the bucket, as its digest tells of it.
 *
 * @param hash of its content before it was packed
 * @param newest time of an event in it
 */
record LogFile(String region, String key, String hash, String newest, String oldest) {

  /** The file of records of one region and day. */
  static LogFile of(String region, String key, String content, List<JsonNode> records) {
    List<String> times =
        records.stream().map(record -> record.path("eventTime").asText()).sorted().toList();
    return new LogFile(region, key, TrailBucket.hash(content), times.getLast(), times.getFirst());
  }

  static LogFile parse(JsonNode kept) {
    return new LogFile(
        kept.path("region").asText(),
        kept.path("s3Object").asText(),
        kept.path("hashValue").asText(),
        kept.path("newestEventTime").asText(),
        kept.path("oldestEventTime").asText());
  }

  ObjectNode describe(String bucket) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("s3Bucket", bucket)
        .put("s3Object", key)
        .put("hashValue", hash)
        .put("hashAlgorithm", "SHA-256")
        .put("newestEventTime", newest)
        .put("oldestEventTime", oldest);
  }
}
