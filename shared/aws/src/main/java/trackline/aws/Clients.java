package trackline.aws;

import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The one way in which functions build their SDK clients on AWS. */
public final class Clients {
  private Clients() {}

  /**
   * Builds a client on the JDK's own HTTP connection: it starts faster than the other clients and
   * brings the fewest classes. Region and credentials come from the function's environment.
   *
   * <p>A connection over which nothing comes is given up a little before the time of an attempt is.
   * The SDK's own timers do not end a read in the middle of an answer: they wait for it, up to the
   * connection's 30 seconds. And an attempt that its timer ends takes the word of the whole call's
   * timer with it, if that came meanwhile: then all the attempts are made.
   */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(
      B builder) {
    ClientOverrideConfiguration override =
        builder
            .overrideConfiguration()
            .copy(changed -> changed.addExecutionInterceptor(new NoExpectation()));
    UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder();
    override
        .apiCallAttemptTimeout()
        .ifPresent(attempt -> http.socketTimeout(attempt.multipliedBy(4).dividedBy(5)));
    return builder.overrideConfiguration(override).httpClientBuilder(http).build();
  }
}
