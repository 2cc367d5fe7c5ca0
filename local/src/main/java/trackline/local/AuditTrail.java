package trackline.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.engines.s3.S3Endpoint;
import trackline.engines.server.Loopback;
import trackline.engines.template.FunctionSpec;
import trackline.engines.template.LocalNames;
import trackline.engines.template.Template;
import trackline.engines.trail.Principals;
import trackline.engines.trail.PublicKey;
import trackline.engines.trail.Recorder;
import trackline.engines.trail.Trail;
import trackline.engines.trail.TrailLogs;

/** What records the calls to this machine's tables, where the audit is on. */
final class AuditTrail implements AutoCloseable {
  static final String BUCKET = LocalNames.of("TrailBucket");
  static final String EVIDENCE = LocalNames.of("EvidenceBucket");

  private final Trail trail;
  private final Principals principals;
  private final Recorder recorder;

  private AuditTrail(Trail trail, Principals principals, Recorder recorder) {
    this.trail = trail;
    this.principals = principals;
    this.recorder = recorder;
  }

  /** The trail, where the stack has its bucket; it asks the client for the keys of tables. */
  static Optional<AuditTrail> open(
      Template template, DataFolder data, S3Client s3, Supplier<DynamoDbClient> client, Clock clock)
      throws IOException {
    if (!template.resources("AWS::S3::Bucket").containsKey("TrailBucket")) {
      return Optional.empty();
    }
    Trail trail = Trail.open(data.of("trail"), s3, BUCKET, clock);
    Principals principals = new Principals(clock.instant());
    Recorder recorder = new Recorder(trail.journal(), principals, client);
    return Optional.of(new AuditTrail(trail, principals, recorder));
  }

  Recorder recorder() {
    return recorder;
  }

  /** The files of the trail, as the engines read them. */
  TrailLogs logs(S3Endpoint s3, Path cache) {
    return new TrailLogs(s3.file(BUCKET, ""), cache, trail::deliver);
  }

  Trail trail() {
    return trail;
  }

  /** The access key id of what this machine does by itself, which is not recorded. */
  String housekeeping() {
    return principals.housekeeping();
  }

  /** A new access key id of a function. */
  String session(FunctionSpec function) {
    return principals.session(function.roleName(), function.functionName());
  }

  /** What {@code /local/endpoints} tells of it. */
  ObjectNode describe() {
    PublicKey key = trail.publicKey();
    ObjectNode described =
        JsonNodeFactory.instance
            .objectNode()
            .put("bucket", BUCKET)
            .put("account", Loopback.ACCOUNT)
            .put("region", Loopback.REGION);
    described
        .putArray("public_keys")
        .addObject()
        .put("fingerprint", key.fingerprint())
        .put("value", key.value())
        .put("valid_from", key.validFrom().toString())
        .put("valid_to", key.validTo().toString());
    ObjectNode begins = described.putObject("begins");
    trail.begins().forEach((region, at) -> begins.put(region, at.toString()));
    return described;
  }

  @Override
  public void close() throws IOException {
    trail.close();
  }
}
