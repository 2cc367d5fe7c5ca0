package trackline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.event.EventTime;
import trackline.integrity.BucketFiles;
import trackline.integrity.FolderFiles;
import trackline.integrity.PublicKeys;
import trackline.integrity.TrailCheck;
import trackline.integrity.TrailFiles;

/**
 * A trail's files with the keys to check them: on AWS, in a copy, or of a local.
 *
 * @param begins when its chains begin, where it says so itself
 */
record Trail(TrailFiles files, PublicKeys keys, TrailCheck.Begins begins, AutoCloseable client)
    implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Endpoints other than AWS's take any credentials. */
  private static final String ANY = "local";

  static Trail inBucket(String bucket, TrailCheck.Scope scope, List<Path> keyFiles) {
    PublicKeys keys = keys(scope, keyFiles);
    try {
      S3Client s3 =
          S3Client.builder()
              .httpClientBuilder(UrlConnectionHttpClient.builder())
              .crossRegionAccessEnabled(true)
              .build();
      return new Trail(new BucketFiles(s3, bucket), keys, TrailCheck.Begins.UNTOLD, s3);
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  static Trail inFolder(
      Path folder, TrailCheck.Scope scope, List<Path> keyFiles, @Nullable Path signatures) {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure("There is no folder " + folder + ".", "`aws s3 sync` makes a copy.");
    }
    PublicKeys keys = keys(scope, keyFiles);
    return new Trail(
        new FolderFiles(folder, scope.prefix(), signatures(signatures)),
        keys,
        TrailCheck.Begins.UNTOLD,
        () -> {});
  }

  static Trail ofLocal(Api api) {
    JsonNode endpoints =
        LocalEndpoints.of(api, "--bucket is a trail on AWS, --folder a copy of one.");
    JsonNode trail = endpoints.path("trail");
    if (trail.isMissingNode()) {
      throw new CommandFailure(
          "This `local` records no trail.", Hint.of("local --audit", "") + " records one.");
    }
    S3Client s3 = at(URI.create(endpoints.path("s3").asText()));
    return new Trail(
        new BucketFiles(s3, trail.path("bucket").asText()),
        PublicKeys.listed(trail.path("public_keys"), "fingerprint", "value"),
        region -> EventTime.parse(trail.path("begins").path(region).asText()),
        s3);
  }

  private static S3Client at(URI endpoint) {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(ANY, ANY)))
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .build();
  }

  private static PublicKeys keys(TrailCheck.Scope scope, List<Path> files) {
    return files.stream()
        .map(Trail::printed)
        .reduce(PublicKeys::or)
        .orElseGet(() -> new TrailKeys(scope.period()));
  }

  private static PublicKeys printed(Path file) {
    JsonNode answer = json(file);
    if (!answer.path("PublicKeyList").isArray()) {
      throw new CommandFailure(
          file + " has no PublicKeyList.",
          "`aws cloudtrail list-public-keys --start-time … --end-time …` prints it.");
    }
    return PublicKeys.printed(answer);
  }

  private static Map<String, String> signatures(@Nullable Path file) {
    Map<String, String> signatures = new HashMap<>();
    if (file != null) {
      json(file).forEachEntry((key, value) -> signatures.put(key, value.asText()));
    }
    return signatures;
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new CommandFailure(file + " is not JSON.", "`--help` says what it should hold.");
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be read.", "Is it there?");
    }
  }

  static CommandFailure failure(SdkException e) {
    CommandFailure failure = AwsFailure.of(e);
    return new CommandFailure(
        failure.getMessage(),
        failure.advice()
            + " It takes s3:ListBucket, s3:GetObject, kms:Decrypt and cloudtrail:ListPublicKeys.");
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException("A client did not close", e);
    }
  }
}
