package trackline.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class ClientsTest {
  @Test
  void aBodyIsSentWithoutAskingFirst() throws IOException {
    AtomicReference<Headers> seen = new AtomicReference<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seen.set(exchange.getRequestHeaders());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try (S3Client s3 = client(server.getAddress())) {
      s3.putObject(put -> put.bucket("b").key("k"), RequestBody.fromString("body"));
      assertThat(seen.get()).doesNotContainKey("Expect").containsKey("Authorization");
      assertThat(s3.serviceClientConfiguration().overrideConfiguration().apiCallTimeout())
          .contains(Duration.ofSeconds(7));
    } finally {
      server.stop(0);
    }
  }

  private static S3Client client(InetSocketAddress address) {
    return Clients.build(
        S3Client.builder()
            .forcePathStyle(true)
            .endpointOverride(URI.create("http://127.0.0.1:" + address.getPort()))
            .region(Region.EU_WEST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
            .overrideConfiguration(override -> override.apiCallTimeout(Duration.ofSeconds(7))));
  }
}
