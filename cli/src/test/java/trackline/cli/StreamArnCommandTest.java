package trackline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static trackline.cli.Ran.trackline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import trackline.engines.dynamodb.DynamoDbEndpoint;

/** The command stream-arn and doctor's look at tables, on real ones. */
final class StreamArnCommandTest {
  private DynamoDbEndpoint dynamoDb;
  private String endpoint;
  private TinyTrackline server;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    dynamoDb = DynamoDbEndpoint.start(folder, 0);
    endpoint = dynamoDb.uri().toString();
    server = new TinyTrackline();
    dynamoDb
        .client()
        .createTable(
            r ->
                r.tableName("orders")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build()));
  }

  @AfterEach
  void stop() {
    dynamoDb.close();
    server.close();
  }

  @Test
  void saysHowToTurnAStreamOnAndDoesSo() {
    Ran off = trackline("stream-arn", "orders", "--endpoint", endpoint);
    assertThat(off.exitCode()).isEqualTo(1);
    assertThat(off.out()).isEmpty();
    assertThat(off.err())
        .contains("no stream that is on")
        .contains("`./trackline stream-arn orders --enable --endpoint " + endpoint + "`");

    Ran on = trackline("stream-arn", "orders", "--endpoint", endpoint, "--enable");
    assertThat(on.exitCode()).isZero();
    assertThat(on.out()).isEqualTo(latest() + "\n");
    assertThat(on.err()).contains("NEW_AND_OLD_IMAGES", "not known here");
    assertThat(trackline("stream-arn", "orders", "--endpoint", endpoint, "--enable").out())
        .isEqualTo(on.out());
  }

  @Test
  void tellsTheLatestStreamFromTheOneThatIsRead() throws IOException {
    enable(StreamViewType.NEW_IMAGE);
    String old = latest();
    attached(old);
    assertThat(doctor()).contains("ok", "the latest one is read by forward");

    dynamoDb
        .client()
        .updateTable(r -> r.tableName("orders").streamSpecification(s -> s.streamEnabled(false)));
    assertThat(doctor()).contains("wrong", "no stream that is on");
    enable(StreamViewType.NEW_IMAGE);
    assertThat(doctor()).contains("wrong", "only an older one is read");

    JsonNode json =
        new ObjectMapper()
            .readTree(
                trackline("stream-arn", "orders", "--local", "--url", server.url(), "--json")
                    .out());
    assertThat(json.path("stream_arn").asText()).isEqualTo(latest());
    assertThat(json.path("readers").path(0).path("stream_arn").asText()).isEqualTo(old);
    assertThat(json.path("readers").path(0).path("latest").asBoolean(true)).isFalse();
  }

  /** Without a word of AWS it is about the Trackline at --url, and its advice stays there. */
  @Test
  void staysWithTheTracklineThatItWasAskedOf() {
    attached();

    Ran told = trackline("doctor", "--table", "orders", "--local", "--url", server.url());
    assertThat(told.out())
        .contains("`./trackline stream-arn orders --enable --url " + server.url() + " --local`");
    assertThat(trackline("stream-arn", "orders", "--url", server.url()).err())
        .contains("`./trackline stream-arn orders --enable --url " + server.url() + "`");
    assertThat(trackline("stream-arn", "orders", "--local", "--region", "eu-west-1").exitCode())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | ExpiredTokenException | x | The AWS credentials have expired. | aws sso login",
        "400 | UnrecognizedClientException | x | AWS does not know these credentials | AWS_PROFILE",
        "400 | AccessDeniedException | User u may not d. More. | AWS does not allow it: User u may not d. | Ask for this right",
        "400 | ResourceNotFoundException | x | There is no table orders. | account and region",
        "400 | ValidationException | no such thing | AWS answered: | names right",
      })
  void tellsAnErrorOfAwsInASentence(
      int status, String code, String message, String said, String advice) throws IOException {
    HttpServer aws =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body =
        "{\"__type\":\"com.amazonaws#%s\",\"message\":\"%s\"}"
            .formatted(code, message)
            .getBytes(UTF_8);
    aws.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    aws.start();
    try {
      String url = "http://127.0.0.1:" + aws.getAddress().getPort();
      Ran ran = trackline("stream-arn", "orders", "--endpoint", url);
      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.err()).startsWith("trackline: " + said).contains(advice);
      assertThat(ran.err().lines()).hasSize(2);
    } finally {
      aws.stop(0);
    }
  }

  @Test
  void saysWhatAWrongProfileIs() {
    assertThat(
            trackline("replay", "--from", "2026-11-20", "--to", "2026-11-20", "--stack", "x").err())
        .matches("trackline: [^\n]+\\.\n  [^\n]+\n")
        .doesNotContain("providers in the chain", "@");
    assertThat(
            trackline("stream-arn", "orders", "--profile", "none", "--region", "us-east-1").err())
        .matches("trackline: [^\n]+\\.\n  [^\n]+\n")
        .containsIgnoringCase("profile");
  }

  /** Where AWS is said, the tables are those that the AWS CLI would take. */
  @Test
  void asksLambdaForTheReadersOnAws() throws IOException {
    enable(StreamViewType.NEW_IMAGE);
    String mappings =
        """
        {"EventSourceMappings":[
          {"FunctionArn":"queue-reader","EventSourceArn":"arn:aws:sqs:us-east-1:1:q"},
          {"FunctionArn":"other","EventSourceArn":"%s"},
          {"FunctionArn":"forward:live","EventSourceArn":"%s"}]}"""
            .formatted(latest().replace("/orders/", "/others/"), latest());
    HttpServer lambda =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    lambda.createContext(
        "/2015-03-31/event-source-mappings",
        exchange -> {
          exchange.sendResponseHeaders(200, mappings.length());
          exchange.getResponseBody().write(mappings.getBytes(UTF_8));
          exchange.close();
        });
    lambda.start();
    Map<String, String> properties =
        Map.of(
            "aws.region", "us-east-1",
            "aws.accessKeyId", "any",
            "aws.secretAccessKey", "any",
            "aws.endpointUrlDynamoDb", endpoint,
            "aws.endpointUrlLambda", "http://127.0.0.1:" + lambda.getAddress().getPort());
    properties.forEach(System::setProperty);
    try {
      assertThat(trackline("stream-arn", "orders", "--aws").err())
          .contains("the latest one is read by forward:live.");
    } finally {
      properties.keySet().forEach(System::clearProperty);
      lambda.stop(0);
    }
  }

  @Test
  void saysWhatItNeedsOnAws() {
    assertThat(trackline("stream-arn", "orders", "--aws").err())
        .matches("trackline: [^\n]+\\.\n  [^\n]+\n")
        .contains("AWS_");
  }

  @Test
  void findsAStreamWithoutNewImages() {
    enable(StreamViewType.KEYS_ONLY);
    attached();
    assertThat(doctor()).contains("wrong", "KEYS_ONLY", "It shows no new images");
  }

  @Test
  void findsAStreamThatNobodyReads() {
    enable(StreamViewType.NEW_IMAGE);
    attached();
    assertThat(doctor()).contains("note", "nobody reads it");
  }

  @Test
  void saysWhatIsNotThere() {
    Ran ran = trackline("stream-arn", "nothing", "--endpoint", endpoint);
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("There is no table nothing.");
  }

  private String doctor() {
    return trackline("doctor", "--table", "orders", "--local", "--url", server.url())
        .out()
        .lines()
        .dropWhile(line -> !line.contains("  table"))
        .reduce("", String::concat);
  }

  private void attached(String... arns) {
    String list = arns.length == 0 ? "" : "\"" + String.join("\",\"", arns) + "\"";
    server.prepare(
        "/local/endpoints", 200, "{\"dynamodb\":\"" + endpoint + "\",\"attached\":[" + list + "]}");
    server.prepare("/v1/rollups", 200, "{\"rollups\":[]}");
  }

  private void enable(StreamViewType view) {
    dynamoDb
        .client()
        .updateTable(
            r ->
                r.tableName("orders")
                    .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
  }

  private String latest() {
    return dynamoDb.client().describeTable(r -> r.tableName("orders")).table().latestStreamArn();
  }
}
