package trackline.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import trackline.http.HttpRequest;
import trackline.http.Refusal;
import trackline.time.Deadline;

class KeysTest {
  private final Map<String, String> secrets = new HashMap<>();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private Keys keys = keys();

  /** Secrets from a map, as Secrets Manager gives them. */
  private final class MapSecrets implements SecretsManagerClient {
    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      return GetSecretValueResponse.builder().secretString(secrets.get(request.secretId())).build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @BeforeEach
  void fill() {
    secrets.put("w", "{\"default\":\"write-1\",\"next\":\"write-2\"}");
    secrets.put("r", "{\"default\":\"read-1\"}");
    secrets.put("a", "{}");
    keys = keys();
  }

  private Keys keys() {
    Map<String, String> environment =
        Map.of("WRITE_KEYS_SECRET", "w", "READ_KEYS_SECRET", "r", "AUDIT_KEYS_SECRET", "a");
    return new Keys(
        new LabelledSecrets(new MapSecrets(), ((InstantSource) () -> now).withZone(ZoneOffset.UTC)),
        Configuration.of("test", environment, Keys.VARIABLES));
  }

  private static HttpRequest request(String... authorization) {
    Map<String, List<String>> headers =
        authorization.length == 0 ? Map.of() : Map.of("authorization", List.of(authorization));
    return new HttpRequest(
        "POST",
        "localhost",
        "/",
        Map.of(),
        headers,
        null,
        false,
        null,
        "r",
        Instant.EPOCH,
        Deadline.NONE);
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private int status(HttpRequest request, Keys.Kind kind) {
    try {
      keys.requireLabel(request, kind);
      return 200;
    } catch (Refusal refusal) {
      return refusal.problem().status();
    }
  }

  @Test
  void takesEveryKeyOfTheSecretAndTellsItsLabel() {
    assertThat(keys.requireLabel(request("Bearer write-1"), Keys.Kind.WRITE)).isEqualTo("default");
    assertThat(keys.requireLabel(request("bearer  write-2 "), Keys.Kind.WRITE)).isEqualTo("next");
    assertThat(keys.requireLabel(request(basic("write-2:")), Keys.Kind.WRITE)).isEqualTo("next");
    assertThat(keys.requireLabel(request(basic("write-1:pw")), Keys.Kind.WRITE))
        .isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer nobody",
        "write-1",
        "Basic write-1",
        "Digest write-1",
        ""
      })
  void refusesOtherHeaders(String header) {
    assertThat(status(request(header), Keys.Kind.WRITE)).isEqualTo(401);
  }

  @Test
  void tellsAMissingKeyFromAKeyOfAnotherKind() {
    assertThat(status(request(), Keys.Kind.WRITE)).isEqualTo(401);
    assertThat(status(request("Bearer read-1"), Keys.Kind.WRITE)).isEqualTo(403);
    assertThat(status(request("Bearer write-1"), Keys.Kind.READ)).isEqualTo(403);
    assertThat(status(request("Bearer write-1", "Bearer write-1"), Keys.Kind.WRITE)).isEqualTo(401);
  }

  @Test
  void forgetsARevokedKeyWithinFiveMinutes() {
    assertThat(status(request("Bearer write-1"), Keys.Kind.WRITE)).isEqualTo(200);
    secrets.put("w", "{\"next\":\"write-2\"}");
    now = now.plus(Duration.ofMinutes(5));
    assertThat(status(request("Bearer write-1"), Keys.Kind.WRITE)).isEqualTo(200);
    now = now.plusSeconds(1);
    assertThat(status(request("Bearer write-1"), Keys.Kind.WRITE)).isEqualTo(401);
  }

  @Test
  void findsANewKeySoonAfterItsFirstUse() {
    assertThat(status(request("Bearer write-1"), Keys.Kind.WRITE)).isEqualTo(200);
    secrets.put("w", "{\"default\":\"write-1\",\"new\":\"write-3\"}");
    assertThat(status(request("Bearer write-3"), Keys.Kind.WRITE)).isEqualTo(401);
    now = now.plusSeconds(16);
    assertThat(status(request("Bearer write-3"), Keys.Kind.WRITE)).isEqualTo(200);
  }

  @Test
  void neverQuotesABrokenSecret() {
    secrets.put("w", "write-1");
    assertThatThrownBy(() -> keys.requireLabel(request("Bearer x"), Keys.Kind.WRITE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The secret w is no JSON object of labels and values")
        .hasNoCause();
  }

  @Test
  void namesEveryMissingVariable() {
    assertThatThrownBy(
            () -> Configuration.of("f", Map.of("B", " ", "C", "c"), List.of("C", "B", "A")))
        .hasMessageContaining("A, B;");
  }
}
