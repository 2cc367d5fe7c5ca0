package trackline.engines.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

final class LocalSecretsTest {
  private final SecretsManagerClient client = new LocalSecrets(Map.of("keys", "{\"a\":\"b\"}"));

  @Test
  void findsASecretByNameAndByArn() {
    String arn = client.getSecretValue(r -> r.secretId("keys")).arn();

    assertThat(client.getSecretValue(r -> r.secretId(arn)).secretString())
        .isEqualTo("{\"a\":\"b\"}");
  }

  @Test
  void doesNotKnowAnotherSecret() {
    assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId("other")))
        .isInstanceOf(ResourceNotFoundException.class);
  }
}
