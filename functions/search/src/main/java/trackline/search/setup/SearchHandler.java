package trackline.search.setup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import trackline.aws.Configuration;
import trackline.log.LogLine;
import trackline.search.EventIndex;

/**
 * The function that puts the index template and the days to keep into the search domain, when
 * CloudFormation makes or changes the stack. CloudFormation is answered whatever happens: without
 * an answer a stack hangs.
 */
public final class SearchHandler implements RequestStreamHandler {
  /** What is kept of an invocation's time to answer in. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private static final Duration TIME_OUT = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 3;

  private final Web web;
  private final URI endpoint;
  private final Domain.Sleeper sleeper;

  /** Wires the function on AWS. */
  public SearchHandler() {
    this(
        System.getenv(),
        UrlConnectionHttpClient.builder()
            .connectionTimeout(TIME_OUT)
            .socketTimeout(TIME_OUT)
            .build(),
        EnvironmentVariableCredentialsProvider.create(),
        Clock.systemUTC());
  }

  /** Wires the function with what is given. */
  public SearchHandler(
      Map<String, String> environment,
      SdkHttpClient http,
      AwsCredentialsProvider credentials,
      Clock clock) {
    this(
        Configuration.of("search", environment, List.of("SEARCH_ENDPOINT")),
        http,
        credentials,
        clock,
        Thread::sleep);
  }

  SearchHandler(
      Configuration configuration,
      SdkHttpClient http,
      AwsCredentialsProvider credentials,
      Clock clock,
      Domain.Sleeper sleeper) {
    this.endpoint = URI.create(configuration.get("SEARCH_ENDPOINT"));
    String region = configuration.find("AWS_REGION").orElse("us-east-1");
    this.web = new Web(http, credentials, region, clock);
    this.sleeper = sleeper;
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    SetupRequest request = SetupRequest.read(in);
    LogLine log = new LogLine("search", context.getAwsRequestId());
    try {
      answer(request, answerTo(request, log, context));
    } finally {
      context.getLogger().log(log.toString());
    }
    out.write("{}".getBytes(StandardCharsets.UTF_8));
  }

  private byte[] answerTo(SetupRequest request, LogLine log, Context context) {
    try {
      if (!request.isDelete()) {
        setUp(request.days(), context);
      }
      log.put("done", true);
      return request.success();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failure(request, log, e);
    } catch (IOException | RuntimeException e) {
      return failure(request, log, e);
    }
  }

  private static byte[] failure(SetupRequest request, LogLine log, Exception e) {
    log.put("done", false).error(e);
    return request.failure(String.valueOf(e.getMessage()));
  }

  private void setUp(int days, Context context) throws IOException, InterruptedException {
    Domain domain = new Domain(web, endpoint, () -> timeLeft(context), sleeper);
    domain.put(EventIndex.TEMPLATE_PATH, EventIndex.template());
    Retention.put(domain, days);
  }

  private static Duration timeLeft(Context context) {
    return Duration.ofMillis(context.getRemainingTimeInMillis()).minus(MARGIN);
  }

  private void answer(SetupRequest request, byte[] body) throws IOException {
    IOException failure = new IOException("CloudFormation does not take the answer");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        if (web.put(URI.create(request.responseUrl()), body).isSuccess()) {
          return;
        }
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }
}
