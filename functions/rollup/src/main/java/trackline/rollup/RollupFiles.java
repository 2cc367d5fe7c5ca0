package trackline.rollup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.RollupVersion;
import trackline.event.EventTime;

/**
 * The versions of rollups as JSON files in the results bucket: the latest, and one for each day.
 */
final class RollupFiles {

  private final S3Client s3;
  private final String bucket;

  RollupFiles(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  void write(RollupVersion version) {
    String body = json(version).toString();
    for (String file : List.of(version.to().toString(), "latest")) {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key("rollups/" + version.name() + "/" + file + ".json")
                  .contentType("application/json"),
          RequestBody.fromString(body));
    }
  }

  private static ObjectNode json(RollupVersion version) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", version.name());
    version.columns().forEach(json.putArray("columns")::add);
    json.set("rows", version.rows());
    json.put("truncated", version.truncated());
    json.put("from", version.from().toString());
    json.put("to", version.to().toString());
    json.put("generated_at", EventTime.format(version.generatedAt()));
    json.put("query_id", version.queryId());
    return json.put("bytes_scanned", version.bytesScanned());
  }
}
