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
   */
  public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(
      B builder) {
    ClientOverrideConfiguration override =
        builder
            .overrideConfiguration()
            .copy(changed -> changed.addExecutionInterceptor(new NoExpectation()));
    return builder
        .overrideConfiguration(override)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
