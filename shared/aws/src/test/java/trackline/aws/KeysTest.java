package trackline.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
import trackline.log.LogLine;
import trackline.time.Deadline;

class KeysTest {
  private final Map<String, String> secrets = new HashMap<>();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private LabelledSecrets labelled;

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
    labelled =
        new LabelledSecrets(new MapSecrets(), ((InstantSource) () -> now).withZone(ZoneOffset.UTC));
  }

  private Keys keys(Keys.Kind kind) {
    String secret =
        switch (kind) {
          case WRITE -> "w";
          case READ -> "r";
          case AUDIT -> "a";
        };
    return new Keys(labelled, secret, kind);
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
      Key _ = keys(kind).require(request);
      return 200;
    } catch (Refusal refusal) {
      return refusal.problem().status();
    }
  }

  @Test
  void takesEveryKeyOfTheSecretAndTellsItsLabel() {
    Keys keys = keys(Keys.Kind.WRITE);
    assertThat(keys.require(request("Bearer write-1")).label()).isEqualTo("default");
    assertThat(keys.require(request("bearer  write-2 ")).label()).isEqualTo("next");
    assertThat(keys.require(request(basic("write-2:"))).label()).isEqualTo("next");
    assertThat(keys.require(request(basic("write-1:pw"))).label()).isEqualTo("default");
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

  /** A function asks for no secret but that of its own kind. */
  @Test
  void knowsNoKeyOfAnotherKind() {
    secrets.remove("r");
    secrets.remove("a");
    assertThat(status(request(), Keys.Kind.WRITE)).isEqualTo(401);
    assertThat(status(request("Bearer read-1"), Keys.Kind.WRITE)).isEqualTo(401);
    assertThat(status(request("Bearer write-1", "Bearer write-1"), Keys.Kind.WRITE)).isEqualTo(401);
  }

  @Test
  void aKeyMayDoWhatItsSecretSays() {
    secrets.put(
        "w",
        """
        {"plain": "k1",
         "said": {"key": "k2", "rights": ["write", "forget", "rule the world"]},
         "page": {"key": "k3", "rights": ["page"]},
         "none": {"key": "k4", "rights": []},
         "read": {"key": "k5", "rights": ["read"]},
         "unsaid": {"key": "k6"},
         "half": {"key": "k7", "rights": "write"},
         "odd": {"key": "k8", "rights": ["write", 1]},
         "nobody": {"key": " ", "rights": ["write"]}}""");
    Keys keys = keys(Keys.Kind.WRITE);
    assertThat(keys.require("k1").rights()).containsExactly(Right.WRITE);
    assertThat(keys.require("k2").rights()).containsExactlyInAnyOrder(Right.WRITE, Right.FORGET);
    assertThat(keys.require("k3").rights()).containsExactly(Right.PAGE);
    for (String without : List.of("k4", "k5")) {
      assertThat(status(request("Bearer " + without), Keys.Kind.WRITE)).isEqualTo(403);
    }
    for (String without : List.of("k4", "k5")) {
      assertThatThrownBy(() -> keys.find(without))
          .isInstanceOfSatisfying(
              Refusal.class, refusal -> assertThat(refusal.problem().status()).isEqualTo(403));
    }
    assertThat(keys.find("k1")).isPresent();
    assertThat(keys.find("k6")).isEmpty();
    for (String unknown : List.of("k6", "k7", "k8", " ", "")) {
      assertThat(status(request("Bearer " + unknown), Keys.Kind.WRITE)).isEqualTo(401);
    }
    assertThat(keys.all()).containsExactlyInAnyOrder("k1", "k2", "k3", "k4", "k5");
  }

  private List<String> warnings() {
    List<String> lines = new ArrayList<>();
    labelled.writeWarnings(() -> new LogLine("ingest", "r1"), lines::add);
    return lines;
  }

  private static String warning(String what, String label) {
    return """
        {"function":"ingest","request_id":"r1","warning":"%s","secret":"w","label":"%s",\
        "rights":"write page forget read audit"}
        """
        .formatted(what, label);
  }

  /** What opens nothing, or less than was meant, is told once a fetch; no value is. */
  @Test
  void tellsOfWordsThatAreNoRightsAndOfValuesOfNoForm() {
    secrets.put(
        "w",
        """
        {"plain": "k1",
         "said": {"key": "k2", "rights": ["write", "forget"]},
         "none": {"key": "k3", "rights": []},
         "unset": "",
         "typo": {"key": "k4", "rights": ["wrtie", "forgt"]},
         "half": {"key": "k5", "rights": "write"},
         "unsaid": {"key": "k6"},
         "keyless": {"rights": ["write"]},
         "number": 7}""");
    assertThat(warnings()).isEmpty();
    assertThat(keys(Keys.Kind.WRITE).find("k1")).isPresent();
    List<String> told =
        List.of(
            warning("unknown_right", "typo"),
            warning("no_value", "half"),
            warning("no_value", "unsaid"),
            warning("no_value", "keyless"),
            warning("no_value", "number"));
    assertThat(warnings()).isEqualTo(told);
    assertThat(keys(Keys.Kind.WRITE).find("k1")).isPresent();
    assertThat(warnings()).isEmpty();
    now = now.plus(Duration.ofMinutes(6));
    assertThat(keys(Keys.Kind.WRITE).find("k1")).isPresent();
    assertThat(warnings()).isEqualTo(told);
  }

  /** The label says nothing of what a key may do. */
  @Test
  void rightsAreGivenAndNotNamed() {
    secrets.put("w", "{\"forget\":\"k1\",\"page-shop\":\"k2\"}");
    assertThat(keys(Keys.Kind.WRITE).require("k1").may(Right.FORGET)).isFalse();
    assertThat(keys(Keys.Kind.WRITE).require("k2").may(Right.WRITE)).isTrue();
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
    now = now.plusSeconds(61);
    assertThat(status(request("Bearer write-3"), Keys.Kind.WRITE)).isEqualTo(200);
  }

  @Test
  void neverQuotesABrokenSecret() {
    secrets.put("w", "write-1");
    assertThatThrownBy(() -> keys(Keys.Kind.WRITE).require(request("Bearer x")))
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
