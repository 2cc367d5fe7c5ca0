package trackline.engines.server;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/** The one address that engines listen on, and clients that speak to it. */
public final class Loopback {
  public static final String REGION = "us-east-1";
  public static final String ACCOUNT = "000000000000";

  public static final String HOST = "127.0.0.1";
  public static final String ACCESS_KEY_ID = "local";

  private Loopback() {}

  public static URI uri(int port) {
    return URI.create("http://" + HOST + ":" + port);
  }

  /** Points a client at an engine; the engines take any credentials. */
  public static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B client(
      B builder, URI endpoint) {
    return client(builder, endpoint, ACCESS_KEY_ID);
  }

  /** Points a client at an engine, under an access key id that the engine may tell it by. */
  public static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B client(
      B builder, URI endpoint, String accessKeyId) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.of(REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder());
  }
}
