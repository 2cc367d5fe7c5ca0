package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.LambdaClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Where a quarantine is, and the functions that judge what lies in it.
 *
 * @param functions the functions' names, by {@code ingest}, {@code forward} and {@code importer}
 */
record ReplayPlace(S3Client s3, LambdaClient lambda, String bucket, Map<String, String> functions)
    implements AutoCloseable {
  /** Longer than any of the functions may take. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final String BUCKET = "QuarantineBucketName";
  private static final String NAMED =
      "Is it a Trackline? --bucket names the bucket without asking the stack.";

  /** The place of a running {@code local}. */
  static ReplayPlace local(Api api) {
    JsonNode endpoints =
        LocalEndpoints.of(api, "--stack NAME is the quarantine of a stack on AWS.");
    JsonNode functions = endpoints.path("functions");
    return new ReplayPlace(
        at(S3Client.builder().forcePathStyle(true), endpoints.path("s3")).build(),
        at(patient(), endpoints.path("lambda")).build(),
        endpoints.path("buckets").path("quarantine").asText(),
        Map.of(
            "ingest", functions.path("ingest").asText(),
            "forward", functions.path("forward").asText(),
            "importer", functions.path("importer").asText()));
  }

  private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B at(
      B builder, JsonNode endpoint) {
    return builder
        .endpointOverride(URI.create(endpoint.asText()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(PATIENCE));
  }

  /** Many entries take a function its time, and a request that is sent twice is judged twice. */
  private static LambdaClientBuilder patient() {
    return LambdaClient.builder()
        .overrideConfiguration(override -> override.apiCallTimeout(PATIENCE));
  }

  /**
   * The place of a stack in an account.
   *
   * @param bucket its quarantine bucket, where it is known
   */
  static ReplayPlace onAws(String stack, @Nullable String bucket, Options.Account account) {
    try {
      UrlConnectionHttpClient.Builder http =
          UrlConnectionHttpClient.builder().socketTimeout(PATIENCE);
      return new ReplayPlace(
          account.onAws(S3Client.builder()).httpClientBuilder(http).build(),
          account.onAws(patient()).httpClientBuilder(http).build(),
          bucket == null ? StackOutputs.of(stack, BUCKET, account, NAMED) : bucket,
          // By the names that the template gives, and the alias that the triggers use.
          Map.of(
              "ingest", stack + "-ingest:live",
              "forward", stack + "-forward:live",
              "importer", stack + "-importer:live"));
    } catch (SdkException e) {
      throw AwsFailure.of(e);
    }
  }

  @Override
  public void close() {
    s3.close();
    lambda.close();
  }
}
