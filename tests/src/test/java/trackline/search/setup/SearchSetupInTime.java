package trackline.search.setup;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import trackline.aws.Backoff;
import trackline.aws.Configuration;

/** The setup of the search domain as AWS runs it, but for its waiting, which a test keeps. */
public record SearchSetupInTime(
    SdkHttpClient http, SdkHttpClient answers, Backoff.Sleeper sleeper) {
  /** Of a connection with the domain, and of a wait for its answer. */
  public static final Duration TIME_OUT = SearchHandler.TIME_OUT;

  public static final String POLICY_PATH = Retention.PATH;

  /** A function that has just started. */
  public RequestStreamHandler handler(URI domain) {
    return new SearchHandler(
        Configuration.of(
            "search", Map.of("SEARCH_ENDPOINT", domain.toString()), List.of("SEARCH_ENDPOINT")),
        http,
        answers,
        StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")),
        Clock.systemUTC(),
        sleeper);
  }
}
