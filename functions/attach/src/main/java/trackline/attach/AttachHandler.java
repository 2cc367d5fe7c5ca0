package trackline.attach;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import trackline.aws.Backoff;
import trackline.aws.Clients;
import trackline.aws.StackAnswers;
import trackline.aws.StackRequest;
import trackline.log.LogLine;
import trackline.time.Deadline;

/**
 * The function that has forward read the streams of existing tables. CloudFormation calls it when
 * the stack is made, changed or deleted, and is answered whatever happens; a schedule calls it to
 * follow streams that were disabled and enabled again; and S3 tells it of batches that were given
 * up, which it counts.
 */
public final class AttachHandler implements RequestStreamHandler {
  /** A call that hangs must leave time for the other tables, and to say so. */
  public static final ClientOverrideConfiguration PATIENCE =
      ClientOverrideConfiguration.builder()
          .apiCallAttemptTimeout(Duration.ofSeconds(3))
          .apiCallTimeout(Duration.ofSeconds(8))
          .retryStrategy(retries -> retries.maxAttempts(3))
          .addExecutionInterceptor(new InTime())
          .build();

  /** What is kept of an invocation's time: for a last call, and to answer in. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private static final String PHYSICAL_ID = "trackline-existing-tables";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Attachments attachments;
  private final StackAnswers answers;
  private final Backoff.Sleeper sleeper;

  /** Wires the function on AWS. */
  public AttachHandler() {
    this(
        System.getenv(),
        Clients.build(DynamoDbClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(DynamoDbStreamsClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(LambdaClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(EventBridgeClient.builder().overrideConfiguration(PATIENCE)),
        StackAnswers.client(StackAnswers.TIME_OUT),
        Clock.systemUTC());
  }

  /** Wires the function with clients that are given. */
  public AttachHandler(
      Map<String, String> environment,
      DynamoDbClient dynamoDb,
      DynamoDbStreamsClient streams,
      LambdaClient lambda,
      EventBridgeClient eventBridge,
      SdkHttpClient http,
      Clock clock) {
    this(
        attachments(Settings.of(environment), dynamoDb, streams, lambda, eventBridge, clock),
        new StackAnswers(http),
        Thread::sleep);
  }

  AttachHandler(Attachments attachments, StackAnswers answers, Backoff.Sleeper sleeper) {
    this.attachments = attachments;
    this.answers = answers;
    this.sleeper = sleeper;
  }

  static Attachments attachments(
      Settings settings,
      DynamoDbClient dynamoDb,
      DynamoDbStreamsClient streams,
      LambdaClient lambda,
      EventBridgeClient eventBridge,
      Clock clock) {
    Mappings mappings = new Mappings(lambda, settings.mapping(), settings.eventsTable());
    Drainage drainage = new Drainage(streams, clock);
    return new Attachments(
        settings,
        dynamoDb,
        mappings,
        new Examination(dynamoDb, streams, mappings, settings),
        new Streams(streams, drainage),
        drainage,
        new Announcements(eventBridge));
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    JsonNode event = JSON.readTree(in);
    LogLine log = new LogLine("attach", context.getAwsRequestId());
    Deadline deadline = Deadline.of(context::getRemainingTimeInMillis).before(MARGIN);
    Patience patience = new Patience(deadline, sleeper);
    try {
      String answer = "{}";
      if (StackRequest.isOne(event)) {
        answer(new StackRequest(event, PHYSICAL_ID), log, patience);
      } else if (isGivenUp(event)) {
        log.put("given_up", 1);
      } else {
        Report report = InTime.before(deadline, () -> attachments.attach(false, log, patience));
        report.logTo(log);
        answer = report.json().toString();
      }
      out.write(answer.getBytes(StandardCharsets.UTF_8));
    } finally {
      context.getLogger().log(log.toString());
    }
  }

  /**
   * Whether Lambda has put a batch of a mapping into the bucket for failures. Its own metric of
   * that goes by a mapping's id, which no alarm of the stack can name beforehand.
   */
  private static boolean isGivenUp(JsonNode event) {
    return event.path("detail-type").asText().equals("Object Created");
  }

  private void answer(StackRequest request, LogLine log, Patience patience) throws IOException {
    String failure = failure(request, log, patience);
    if (failure.isEmpty()) {
      answers.success(request);
    } else {
      answers.failure(request, failure);
    }
  }

  /** Does what CloudFormation asks, and says why not where it cannot be done. */
  private String failure(StackRequest request, LogLine log, Patience patience) {
    try {
      Report report =
          InTime.before(
              patience.deadline(),
              () ->
                  request.isDelete()
                      ? attachments.detach(log, patience)
                      : attachments.attach(true, log, patience));
      report.logTo(log);
      return report.reasons();
    } catch (RuntimeException e) {
      log.error(e);
      return "The mappings cannot be looked at: " + Reason.of(e);
    }
  }
}
