package trackline.forward;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.Clients;
import trackline.aws.Configuration;
import trackline.aws.FirehoseWriter;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineDoor;
import trackline.aws.ReplayRequest;
import trackline.aws.ReplayResult;
import trackline.device.Device;
import trackline.log.LogLine;
import trackline.time.Deadline;

/**
 * The function between the table's stream and the delivery streams: the lake's, and search's where
 * {@code SEARCH_STREAM} names it. A record counts as handled once each of them, or the quarantine,
 * has acknowledged it; the lowest that is not handled is reported, and Lambda hands over again
 * everything from there on.
 */
public final class ForwardHandler implements RequestStreamHandler {
  /**
   * What is kept of an invocation's time to answer in, when Firehose does not take everything: a
   * second, and the four after which the connection of a call is given up over which nothing comes.
   */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Each attempt is the writer's, which resends only what failed, and knows the deadline. */
  static final ClientOverrideConfiguration FIREHOSE_PATIENCE =
      ClientOverrideConfiguration.builder()
          .apiCallAttemptTimeout(Duration.ofSeconds(5))
          .retryStrategy(AwsRetryStrategy.doNotRetry())
          .build();

  /** S3 is given up before it uses up the time that the delivery needs. */
  static final ClientOverrideConfiguration QUARANTINE_PATIENCE =
      ClientOverrideConfiguration.builder()
          .apiCallAttemptTimeout(Duration.ofSeconds(3))
          .apiCallTimeout(Duration.ofSeconds(5))
          .build();

  private final Deliveries deliveries;
  private final Refusals refusals;
  private final Sources sources;

  /** Wires the function on AWS. */
  public ForwardHandler() {
    this(
        System.getenv(),
        Clients.build(FirehoseClient.builder().overrideConfiguration(FIREHOSE_PATIENCE)),
        Clients.build(S3Client.builder().overrideConfiguration(QUARANTINE_PATIENCE)),
        Clock.systemUTC());
  }

  /** Wires the function with clients that are given. */
  public ForwardHandler(
      Map<String, String> environment, FirehoseClient firehose, S3Client s3, Clock clock) {
    this(configuration(environment), firehose, s3, clock);
  }

  private ForwardHandler(
      Configuration configuration, FirehoseClient firehose, S3Client s3, Clock clock) {
    this(
        new FirehoseWriter(firehose, configuration.get("DELIVERY_STREAM"), MARGIN),
        configuration
            .find("SEARCH_STREAM")
            .map(stream -> new FirehoseWriter(firehose, stream, MARGIN)),
        new Quarantine(s3, configuration.get("QUARANTINE_BUCKET"), QuarantineDoor.FORWARD, clock),
        sources(configuration, clock));
  }

  ForwardHandler(
      FirehoseWriter lake,
      Optional<FirehoseWriter> search,
      Quarantine quarantine,
      Sources sources) {
    this.deliveries = new Deliveries(new LakeDelivery(lake), search.map(SearchDelivery::new));
    this.refusals = new Refusals(quarantine);
    this.sources = sources;
    // The rules for user agents are read here, where a function starts on a whole processor.
    Device.of("Mozilla/5.0");
  }

  private static Configuration configuration(Map<String, String> environment) {
    return Configuration.of(
        "forward",
        environment,
        List.of(
            "DELIVERY_STREAM",
            "QUARANTINE_BUCKET",
            "EVENTS_TABLE",
            "TABLE_CHANGES",
            "TABLE_MAPPING"),
        List.of("SEARCH_STREAM"));
  }

  private static Sources sources(Configuration configuration, Clock clock) {
    return new Sources(
        configuration.get("EVENTS_TABLE"),
        new OtherTables(
            TableChanges.of(configuration.get("TABLE_CHANGES")),
            TableMapping.load(configuration.get("TABLE_MAPPING")),
            clock),
        clock);
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    JsonNode event = StreamEvent.parse(in);
    Optional<ReplayRequest> again = ReplayRequest.of(event);
    JsonNode answer = again.isPresent() ? replay(again.get(), context) : forward(event, context);
    out.write(answer.toString().getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode forward(JsonNode event, Context context) {
    List<StreamRecord> records = StreamEvent.records(event);
    LogLine log = new LogLine("forward", context.getAwsRequestId()).put("records", records.size());
    Batch batch = Batch.of(records, deliveries::isInLake, sources);
    List<StreamRecord> unhandled = new ArrayList<>(refusals.put(batch.refused(), log));
    unhandled.addAll(deliveries.send(batch, log, Deadline.of(context::getRemainingTimeInMillis)));
    log.put("unread_times", batch.unreadTimes());
    batch.ignored().forEach((change, count) -> log.put(ignoredName(change), count));
    LedgerLines.of(batch, sources, unhandled, context.getAwsRequestId())
        .forEach(context.getLogger()::log);
    log.writeTo(context.getLogger()::log);
    return answer(unhandled);
  }

  /** Sends records again that could be no lines, or that the mapping gave up. */
  private JsonNode replay(ReplayRequest request, Context context) {
    LogLine log = new LogLine("forward", context.getAwsRequestId());
    Replay.Outcome outcome =
        new Replay(deliveries, sources)
            .run(request, log, Deadline.of(context::getRemainingTimeInMillis));
    LedgerLines.ofReplay(outcome.sent(), outcome.asideBefore(), sources, context.getAwsRequestId())
        .forEach(context.getLogger()::log);
    ReplayResult.log(request, outcome.results(), log);
    log.writeTo(context.getLogger()::log);
    return ReplayResult.answer(outcome.results());
  }

  private static ObjectNode answer(List<StreamRecord> unhandled) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    var failures = answer.putArray("batchItemFailures");
    if (!unhandled.isEmpty()) {
      failures.addObject().put("itemIdentifier", StreamRecord.lowest(unhandled).sequenceNumber());
    }
    return answer;
  }

  private static String ignoredName(StreamRecord.Change change) {
    return "ignored_" + change.name().toLowerCase(Locale.ROOT);
  }
}
