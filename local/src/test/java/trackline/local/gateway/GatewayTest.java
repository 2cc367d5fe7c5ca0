package trackline.local.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.template.FunctionSpec;
import trackline.engines.template.Trigger;

class GatewayTest {
  private static final Pattern HERE_ONLY = Pattern.compile("/local/.*");
  private static final int TWENTY_MEGABYTES = 20 * 1024 * 1024;
  private static final byte[] LARGE =
      ("{\"statusCode\":200,\"body\":\"" + "x".repeat(TWENTY_MEGABYTES) + "\"}").getBytes(UTF_8);

  @TempDir Path folder;
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    FunctionSpec spec =
        new FunctionSpec(
            "OddFunction",
            OddFunction.class.getName(),
            Map.of(),
            Duration.ofSeconds(5),
            List.of(new Trigger.Route(Trigger.Route.DEFAULT)));
    LocalFunction function = new LocalFunction(spec, List.of(), folder);
    gateway = Gateway.open(0).serve(new Routes(List.of(function), Map.of(HERE_ONLY, _ -> LARGE)));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/deep", "/large"})
  void aFunctionThatFailsIsTheGatewaysOwn500(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
  }

  @Test
  void anAnswerOfSixMegabytesIsHandedOn() throws Exception {
    HttpResponse<String> answer = get("/fits");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("xxx").hasSizeGreaterThan(6_000_000);
  }

  /** All events of a table, say: behind what is only here, no Lambda has a limit. */
  @Test
  void anAnswerOfWhatIsOnlyHereMayBeLarge() throws Exception {
    HttpResponse<String> answer = get("/local/events");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).hasSize(TWENTY_MEGABYTES);
  }

  /** However slowly it goes on: its connection and thread would else be held for ever. */
  @Test
  void aRequestThatDoesNotComeToItsEndIsGivenUp() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
      socket
          .getOutputStream()
          .write(
              "POST /fits HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
                  .getBytes(UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + gateway.port() + path);
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
