package trackline.audit;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.AwsErrors;
import trackline.aws.Clients;
import trackline.aws.Configuration;
import trackline.log.LogLine;

/**
 * Writes the evidence of the past month, or of the one that its input names. It fails when Athena
 * needs longer than the function may run: Lambda tries again, and finds the queries that run.
 */
public final class EvidenceHandler implements RequestStreamHandler {

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final List<String> VARIABLES =
      List.of("AUDIT_WORKGROUP", "GLUE_DATABASE", "EVIDENCE_BUCKET", "AUDIT_OBJECTS");

  /** What copying the answers may take after the last query has ended. */
  private static final Duration TO_COPY = Duration.ofMinutes(2);

  private static final ClientOverrideConfiguration PATIENCE =
      ClientOverrideConfiguration.builder().apiCallAttemptTimeout(Duration.ofMinutes(5)).build();

  private final Evidence evidence;
  private final Clock clock;

  /** Wires the function on AWS. */
  public EvidenceHandler() {
    this(
        System.getenv(),
        Clients.build(AthenaClient.builder()),
        Clients.build(S3Client.builder().overrideConfiguration(PATIENCE)),
        Clock.systemUTC());
  }

  /** Wires the function on the given clients. */
  public EvidenceHandler(
      Map<String, String> environment, AthenaClient athena, S3Client s3, Clock clock) {
    Configuration configuration = Configuration.of("evidence", environment, VARIABLES);
    AthenaQueries queries =
        new AthenaQueries(
            athena,
            configuration.get("AUDIT_WORKGROUP"),
            configuration.get("GLUE_DATABASE"),
            clock);
    this.evidence =
        new Evidence(
            queries,
            new EvidenceFiles(s3, configuration.get("EVIDENCE_BUCKET")),
            configuration.get("AUDIT_OBJECTS").equals("on"),
            clock);
    this.clock = clock;
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    LogLine log = new LogLine("evidence", context.getAwsRequestId());
    try {
      YearMonth month = month(JSON.readTree(input));
      Instant end = clock.instant().plusMillis(context.getRemainingTimeInMillis());
      boolean written = evidence.write(month, end.minus(TO_COPY));
      log.put("month", month.toString()).put("written", written);
      JSON.writeValue(output, Map.of("month", month.toString(), "written", written));
    } catch (RuntimeException e) {
      log.error(e, AwsErrors.describe(e));
      throw e;
    } finally {
      context.getLogger().log(log.toString());
    }
  }

  private YearMonth month(JsonNode event) {
    YearMonth current = YearMonth.now(clock.withZone(ZoneOffset.UTC));
    YearMonth month =
        event.hasNonNull("month") ? read(event.get("month").asText()) : current.minusMonths(1);
    if (!month.isBefore(current)) {
      throw new IllegalArgumentException("The input's month is not over yet: name a past one");
    }
    return month;
  }

  private static YearMonth read(String month) {
    try {
      return YearMonth.parse(month);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("The input's month must be YYYY-MM", e);
    }
  }
}
