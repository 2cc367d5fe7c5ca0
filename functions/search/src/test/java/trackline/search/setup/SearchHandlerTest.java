package trackline.search.setup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import trackline.aws.Configuration;
import trackline.search.EventIndex;

class SearchHandlerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEMPLATE = EventIndex.TEMPLATE_PATH;

  private final SdkHttpClient http = UrlConnectionHttpClient.create();
  private Invocation invocation = new Invocation();
  private WebStandIn domain;
  private WebStandIn cloudFormation;

  @BeforeEach
  void start() throws IOException {
    domain = new WebStandIn();
    cloudFormation = new WebStandIn();
  }

  @AfterEach
  void stop() {
    domain.close();
    cloudFormation.close();
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Create", "Update"})
  void putsTheTemplateAndThePolicyInItsOwnName(String type) throws IOException {
    handle(request(type, 30));

    WebStandIn.Call template = domain.calls("PUT", TEMPLATE).getFirst();
    assertThat(template.body()).isEqualTo(new String(EventIndex.template(), UTF_8));
    assertThat(template.type()).isEqualTo("application/json");
    assertThat(template.authorization())
        .startsWith("AWS4-HMAC-SHA256 Credential=key/20261120/eu-central-1/es/aws4_request");
    WebStandIn.Call policy = domain.calls("PUT", Retention.PATH).getFirst();
    assertThat(JSON.readTree(policy.body()).findValuesAsText("min_index_age"))
        .containsExactly("30d");
    assertThat(answer().path("Status").asText()).isEqualTo("SUCCESS");
  }

  /** A presigned URL covers no type, and none may be sent. */
  @Test
  void answersWithWhatCloudFormationWantsBack() throws IOException {
    handle(request("Create", 30));

    assertThat(answer())
        .isEqualTo(
            JSON.readTree(
                """
                {"Status":"SUCCESS","Reason":"","PhysicalResourceId":"trackline-events",
                 "StackId":"stack-1","RequestId":"request-9","LogicalResourceId":"IndexTemplate"}
                """));
    WebStandIn.Call call = cloudFormation.calls.getFirst();
    assertThat(call.target()).isEqualTo("/arn%3Aaws/a%7Cb?X-Amz-Signature=a%2Fb");
    assertThat(call.type()).isEmpty();
    assertThat(call.authorization()).isEmpty();
  }

  @Test
  void replacesThePolicyThatIsThere() throws IOException {
    domain.contents.put(Retention.PATH, "{\"_seq_no\":7,\"_primary_term\":2,\"policy\":{}}");

    handle(request("Update", 90));

    assertThat(domain.calls("PUT", Retention.PATH))
        .extracting(WebStandIn.Call::target)
        .containsExactly(Retention.PATH + "?if_primary_term=2&if_seq_no=7");
  }

  /** A role made a moment ago is refused for some seconds. */
  @Test
  void triesAgainWhatMayPass() throws IOException {
    domain.fail(TEMPLATE, 403, 503, 429);

    handle(request("Create", 30));

    assertThat(domain.calls("PUT", TEMPLATE)).hasSize(4);
    assertThat(answer().path("Status").asText()).isEqualTo("SUCCESS");
  }

  @Test
  void failsAtOnceWhereNothingWouldHelp() throws IOException {
    domain.fail(TEMPLATE, 400);

    handle(request("Create", 30));

    assertThat(domain.calls).hasSize(1);
    assertThat(answer().path("Status").asText()).isEqualTo("FAILED");
    assertThat(answer().path("Reason").asText()).contains("400", TEMPLATE);
    assertThat(invocation.logged.getFirst()).contains("\"done\":false");
  }

  @Test
  void failsInTimeToSayIt() throws IOException {
    domain.failures.put(TEMPLATE, new ArrayDeque<>(Collections.nCopies(1_000, 503)));

    handle(request("Create", 30));

    assertThat(answer().path("Status").asText()).isEqualTo("FAILED");
    assertThat(invocation.getRemainingTimeInMillis()).isGreaterThan(25_000);
  }

  /** Something in between answers that all is well, and the domain knows nothing of it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "<html>", "{\"_seq_no\":7"})
  void anAnswerThatIsNotTheDomainsIsAFailure(String body) throws IOException {
    for (String path : List.of(TEMPLATE, Retention.PATH)) {
      domain.contents.clear();
      domain.contents.put(path, body);

      handle(request("Create", 30));

      assertThat(answer().path("Status").asText()).isEqualTo("FAILED");
      assertThat(answer().path("Reason").asText())
          .startsWith("The answer to ")
          .endsWith(path + " is not the domain's");
      invocation = new Invocation();
    }
  }

  /** Its answer was lost, and the domain refuses to do it a second time. */
  @Test
  void aPolicyThatWasPutAndNobodyHeardOfItIsPutAgain() throws IOException {
    domain.fail(Retention.PATH, 404, 409);

    handle(request("Create", 30));

    assertThat(domain.calls("PUT", Retention.PATH)).hasSize(2);
    assertThat(answer().path("Status").asText()).isEqualTo("SUCCESS");
  }

  @Test
  void aDomainThatIsAwayIsAFailureToo() throws IOException {
    domain.close();

    handle(request("Create", 30));

    assertThat(answer().path("Status").asText()).isEqualTo("FAILED");
  }

  @Test
  void aDeletionIsAnsweredAndTakesNothingAway() throws IOException {
    handle(request("Delete", 30));

    assertThat(domain.calls).isEmpty();
    assertThat(answer().path("Status").asText()).isEqualTo("SUCCESS");
  }

  @Test
  void aRequestWithoutDaysIsAnswered() throws IOException {
    handle(request("Create", 0));

    assertThat(answer().path("Status").asText()).isEqualTo("FAILED");
    assertThat(answer().path("Reason").asText()).isEqualTo("Days must be at least 1");
  }

  @Test
  void anAnswerIsTriedAgainAndThenTheInvocationFails() throws IOException {
    cloudFormation.fail("/arn:aws/a|b", 500);
    handle(request("Create", 30));
    assertThat(cloudFormation.calls).hasSize(2);

    cloudFormation.fail("/arn:aws/a|b", 500, 500, 500);
    assertThatIOException().isThrownBy(() -> handle(request("Create", 30)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"ResponseURL\":\" \"}"})
  void whatCannotBeAnsweredIsThrown(String event) {
    assertThatIllegalArgumentException().isThrownBy(() -> handle(event));
  }

  private String request(String type, int days) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request
        .put("RequestType", type)
        .put("ResponseURL", cloudFormation.url() + "/arn%3Aaws/a%7Cb?X-Amz-Signature=a%2Fb")
        .put("StackId", "stack-1")
        .put("RequestId", "request-9")
        .put("LogicalResourceId", "IndexTemplate")
        .putObject("ResourceProperties")
        .put("Days", String.valueOf(days));
    return request.toString();
  }

  private void handle(String event) throws IOException {
    SearchHandler handler =
        new SearchHandler(
            Configuration.of(
                "search",
                Map.of("SEARCH_ENDPOINT", domain.url(), "AWS_REGION", "eu-central-1"),
                List.of("SEARCH_ENDPOINT")),
            http,
            http,
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")),
            Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC),
            invocation::pass);
    handler.handleRequest(
        new ByteArrayInputStream(event.getBytes(UTF_8)), new ByteArrayOutputStream(), invocation);
  }

  private JsonNode answer() throws IOException {
    return JSON.readTree(cloudFormation.calls.getLast().body());
  }
}
