package trackline.importer;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.AwsErrors;
import trackline.aws.Backoff;
import trackline.aws.Clients;
import trackline.aws.Configuration;
import trackline.aws.ErasureTable;
import trackline.aws.EventTable;
import trackline.aws.LaterInvocations;
import trackline.aws.ReplayRequest;
import trackline.aws.ReplayResult;
import trackline.intake.AddressPolicy;
import trackline.log.LogLine;
import trackline.time.Deadline;

/**
 * The function behind the landing bucket: it imports each file that a vendor puts there. A file
 * that takes longer than an invocation may is gone on with by another, which this one starts.
 */
public final class ImporterHandler implements RequestStreamHandler {
  /**
   * A call that hangs is given up, so that what comes after a batch, its quarantine and the
   * receipt, fits into {@link #MARGIN}.
   */
  private static final ClientOverrideConfiguration PATIENCE =
      ClientOverrideConfiguration.builder()
          .apiCallAttemptTimeout(Duration.ofSeconds(3))
          .apiCallTimeout(Duration.ofSeconds(10))
          .build();

  /** The same of S3, which may pause in the middle of a large file. */
  private static final ClientOverrideConfiguration S3_PATIENCE =
      PATIENCE.copy(changed -> changed.apiCallAttemptTimeout(Duration.ofSeconds(8)));

  /** What is kept of an invocation's time for the batch that is under way. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final Mappings mappings;
  private final Receipts receipts;
  private final Import imports;
  private final Replay replay;
  private final LambdaClient lambda;

  /** Wires the function on AWS. */
  public ImporterHandler() {
    this(
        System.getenv(),
        Clients.build(DynamoDbClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(S3Client.builder().overrideConfiguration(S3_PATIENCE)),
        Clients.build(LambdaClient.builder().overrideConfiguration(PATIENCE)),
        Clock.systemUTC());
  }

  /** Wires the function with clients that are given. */
  public ImporterHandler(
      Map<String, String> environment,
      DynamoDbClient dynamoDb,
      S3Client s3,
      LambdaClient lambda,
      Clock clock) {
    this(environment, dynamoDb, s3, lambda, clock, Thread::sleep);
  }

  ImporterHandler(
      Map<String, String> environment,
      DynamoDbClient dynamoDb,
      S3Client s3,
      LambdaClient lambda,
      Clock clock,
      Backoff.Sleeper sleeper) {
    Configuration configuration =
        Configuration.of(
            "importer",
            environment,
            List.of(
                "EVENTS_TABLE",
                "ERASURES_TABLE",
                "IMPORTS_TABLE",
                "QUARANTINE_BUCKET",
                "IP_ADDRESSES",
                "FILE_MAPPINGS"));
    this.mappings =
        Mappings.of(
            configuration.get("FILE_MAPPINGS"),
            AddressPolicy.named(configuration.get("IP_ADDRESSES")));
    this.receipts = new Receipts(dynamoDb, configuration.get("IMPORTS_TABLE"), clock);
    Writer writer =
        new Writer(
            new EventTable(dynamoDb, configuration.get("EVENTS_TABLE")),
            new ErasureTable(dynamoDb, configuration.get("ERASURES_TABLE")),
            sleeper,
            RandomGenerator.getDefault());
    this.imports =
        new Import(
            s3, writer, new Refusals(s3, configuration.get("QUARANTINE_BUCKET")), receipts, clock);
    this.replay = new Replay(mappings, writer);
    this.lambda = lambda;
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    JsonNode event = LandingEvent.parse(in);
    Optional<ReplayRequest> again = ReplayRequest.of(event);
    JsonNode answer = again.isPresent() ? replay(again.get(), context) : importAll(event, context);
    out.write(answer.toString().getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode replay(ReplayRequest request, Context context) {
    LogLine log = new LogLine("importer", context.getAwsRequestId());
    Tally stored = new Tally();
    List<ReplayResult> results = request.all(replay.run(request, stored, deadline(context)));
    stored
        .log(log, () -> new LogLine("importer", context.getAwsRequestId()))
        .forEach(earlier -> earlier.writeTo(context.getLogger()::log));
    ReplayResult.log(request, results, log);
    log.writeTo(context.getLogger()::log);
    return ReplayResult.answer(results);
  }

  private JsonNode importAll(JsonNode event, Context context) throws IOException {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    var files = answer.putArray("files");
    @Nullable Exception failure = null;
    for (Landed object : LandingEvent.objects(event)) {
      LogLine log = line(object, context);
      try {
        String status = handle(object, files.isEmpty() && failure == null, context, log);
        log.put("status", status);
        files.addObject().put("object", object.path()).put("status", status);
      } catch (IOException | RuntimeException e) {
        // The other files of the event do not wait for this one; Lambda repeats the event.
        log.put("status", "failed").error(e, AwsErrors.describe(e));
        failure = failure == null ? e : failure;
      }
      log.writeTo(context.getLogger()::log);
    }
    if (failure != null) {
      throw new IOException("A file was not imported; the log says which", failure);
    }
    return answer;
  }

  private static LogLine line(Landed object, Context context) {
    return new LogLine("importer", context.getAwsRequestId()).put("object", object.path());
  }

  /** Imports a file where it is to be imported; what became of it, in a word. */
  private String handle(Landed object, boolean isFirst, Context context, LogLine log)
      throws IOException {
    if (object.isNothing()) {
      return "ignored";
    }
    Optional<Judge> judge = mappings.judge(object);
    if (judge.isEmpty()) {
      return "no_mapping";
    }
    Deadline deadline = deadline(context);
    if (deadline.timeLeft().isNegative()) {
      if (isFirst) {
        throw new IllegalStateException("The function's timeout leaves no time to import in");
      }
      goOn(object, context);
      return Receipt.Status.RUNNING.word();
    }
    if (receipts.find(object).map(Receipt::status).orElse(Receipt.Status.RUNNING).isFinal()) {
      return "known";
    }
    try {
      Receipt receipt =
          imports.run(
              object,
              judge.get(),
              context.getAwsRequestId(),
              deadline,
              log,
              tally ->
                  tally
                      .log(log, () -> line(object, context))
                      .forEach(earlier -> context.getLogger().log(earlier.toString())));
      log.put("reason", receipt.reason()).put("position", receipt.place().position());
      if (!receipt.status().isEnd()) {
        goOn(object, context);
      }
      return receipt.status().word();
    } catch (Receipts.Taken e) {
      return "taken";
    }
  }

  private void goOn(Landed object, Context context) {
    LaterInvocations.ask(lambda, context.getInvokedFunctionArn(), LandingEvent.goOn(object));
  }

  private static Deadline deadline(Context context) {
    return Deadline.of(context::getRemainingTimeInMillis).before(MARGIN);
  }
}
