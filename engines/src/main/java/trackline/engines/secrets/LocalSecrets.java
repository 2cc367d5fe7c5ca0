package trackline.engines.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import trackline.engines.server.Loopback;

/** Secrets Manager over a fixed set of secrets, each found by its name or its ARN. */
public final class LocalSecrets implements SecretsManagerClient {
  private static final String NOT_FOUND = "Secrets Manager can't find the specified secret.";

  private final Map<String, String> secrets;

  /** Takes the secrets' texts by name. */
  public LocalSecrets(Map<String, String> secrets) {
    this.secrets = Map.copyOf(secrets);
  }

  /** The ARN that stands for a name here. */
  public static String arn(String name) {
    return "arn:aws:secretsmanager:%s:%s:secret:%s-local0"
        .formatted(Loopback.REGION, Loopback.ACCOUNT, name);
  }

  @Override
  public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
    return secrets.entrySet().stream()
        .filter(secret -> isNamed(secret.getKey(), request.secretId()))
        .map(secret -> response(secret.getKey(), secret.getValue()))
        .findFirst()
        .orElseThrow(LocalSecrets::notFound);
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}

  private static boolean isNamed(String name, String id) {
    return name.equals(id) || arn(name).equals(id);
  }

  private static GetSecretValueResponse response(String name, String text) {
    return GetSecretValueResponse.builder()
        .name(name)
        .arn(arn(name))
        .secretString(text)
        .versionId(UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString())
        .versionStages("AWSCURRENT")
        .build();
  }

  private static ResourceNotFoundException notFound() {
    return ResourceNotFoundException.builder()
        .message(NOT_FOUND)
        .statusCode(400)
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("SecretsManager")
                .errorCode("ResourceNotFoundException")
                .errorMessage(NOT_FOUND)
                .build())
        .build();
  }
}
