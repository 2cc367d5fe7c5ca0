package trackline.search.setup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import trackline.aws.Backoff;
import trackline.aws.Configuration;
import trackline.aws.StackAnswers;
import trackline.log.LogLine;
import trackline.search.EventIndex;
import trackline.time.Deadline;

/**
 * The function that puts the index template and the days to keep into the search domain, when
 * CloudFormation makes or changes the stack. CloudFormation is answered whatever happens: without
 * an answer a stack hangs.
 */
public final class SearchHandler implements RequestStreamHandler {
  /**
   * What is kept of an invocation's time: for a last call of the domain, which may wait for a
   * connection and then for an answer, and for the attempts to answer.
   */
  private static final Duration MARGIN = Duration.ofSeconds(45);

  /** Of a connection with the domain, and of a wait for its answer. */
  static final Duration TIME_OUT = Duration.ofSeconds(10);

  private final Web web;
  private final StackAnswers answers;
  private final URI endpoint;
  private final Backoff.Sleeper sleeper;

  /** Wires the function on AWS. */
  public SearchHandler() {
    this(
        System.getenv(),
        UrlConnectionHttpClient.builder()
            .connectionTimeout(TIME_OUT)
            .socketTimeout(TIME_OUT)
            .build(),
        StackAnswers.client(StackAnswers.TIME_OUT),
        EnvironmentVariableCredentialsProvider.create(),
        Clock.systemUTC());
  }

  /**
   * Wires the function with what is given.
   *
   * @param http for the domain
   * @param answers for CloudFormation
   */
  public SearchHandler(
      Map<String, String> environment,
      SdkHttpClient http,
      SdkHttpClient answers,
      AwsCredentialsProvider credentials,
      Clock clock) {
    this(
        Configuration.of("search", environment, List.of("SEARCH_ENDPOINT")),
        http,
        answers,
        credentials,
        clock,
        Thread::sleep);
  }

  SearchHandler(
      Configuration configuration,
      SdkHttpClient http,
      SdkHttpClient answers,
      AwsCredentialsProvider credentials,
      Clock clock,
      Backoff.Sleeper sleeper) {
    this.endpoint = URI.create(configuration.get("SEARCH_ENDPOINT"));
    String region = configuration.find("AWS_REGION").orElse("us-east-1");
    this.web = new Web(http, credentials, region, clock);
    this.answers = new StackAnswers(answers);
    this.sleeper = sleeper;
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    SetupRequest request = SetupRequest.read(in);
    LogLine log = new LogLine("search", context.getAwsRequestId());
    try {
      answer(request, failure(request, log, context));
    } finally {
      context.getLogger().log(log.toString());
    }
    out.write("{}".getBytes(StandardCharsets.UTF_8));
  }

  private void answer(SetupRequest request, Optional<String> failure) throws IOException {
    if (failure.isPresent()) {
      answers.failure(request.request(), failure.get());
    } else {
      answers.success(request.request());
    }
  }

  /** Does what CloudFormation asks, and says why not where it cannot be done. */
  private Optional<String> failure(SetupRequest request, LogLine log, Context context) {
    try {
      if (!request.isDelete()) {
        setUp(request.days(), context);
      }
      log.put("done", true);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return failed(log, e);
    }
  }

  private static Optional<String> failed(LogLine log, Exception e) {
    log.put("done", false).error(e);
    return Optional.of(String.valueOf(e.getMessage()));
  }

  private void setUp(int days, Context context) throws IOException {
    Deadline deadline = Deadline.of(context::getRemainingTimeInMillis).before(MARGIN);
    Domain domain = new Domain(web, endpoint, deadline, sleeper);
    domain
        .put(EventIndex.TEMPLATE_PATH, EventIndex.template(), SearchHandler::isAcknowledged)
        .requireSuccess("PUT " + EventIndex.TEMPLATE_PATH);
    Retention.put(domain, days);
  }

  private static boolean isAcknowledged(JsonNode answer) {
    return answer.path("acknowledged").asBoolean();
  }
}
