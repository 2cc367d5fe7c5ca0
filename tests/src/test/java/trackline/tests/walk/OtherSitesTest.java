package trackline.tests.walk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.local.Attached;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.plan.TrackingPlan;

/** What a page of another site can make a browser do on this machine: send events, and no more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherSitesTest {
  private static final String OTHER_NAME = "is asked by a name that is not one of its own";
  private static final String OTHER_SITE = "A page of another site may send events";

  private Path data = Path.of("");
  private Local local;
  private Client client;
  private List<URI> servers;
  private URI search;
  private URI s3;
  private String bucket;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    data = folder.resolve("new").resolve("data");
    local =
        Local.start(
            new LocalOptions(
                0,
                data,
                0,
                7,
                1,
                TrackingPlan.DEFAULT,
                true,
                true,
                Attached.NONE,
                List.of("Host.Docker.Internal")));
    client = new Client(local.url());
    JsonNode endpoints = client.get("/local/endpoints").body();
    servers = new ArrayList<>(List.of(local.url()));
    endpoints.forEach(
        endpoint -> {
          if (endpoint.asText().startsWith("http://")) {
            servers.add(URI.create(endpoint.asText()));
          }
        });
    s3 = URI.create(endpoints.path("s3").asText());
    search = URI.create(endpoints.path("opensearch").asText());
    bucket = endpoints.path("buckets").path("lake").asText();
  }

  @AfterAll
  void stop() {
    local.close();
  }

  private static String send(URI server, String line, String headers) throws IOException {
    String head =
        line
            + " HTTP/1.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + "Content-Length: 2\r\n"
            + headers;
    return new RawHttp(server).send(head + "\r\n", "{}".getBytes(UTF_8));
  }

  /**
   * OpenSearch asks nobody for a path that it does not know, and tells nothing of its data then.
   */
  private List<String> lines(URI server, String... others) {
    return server.equals(search)
        ? List.of("GET /", "POST /_search", "GET /_cat/indices", "PUT /page/_doc/1", "DELETE /page")
        : List.of(others);
  }

  @Test
  void eachServerIsAmongThem() {
    assertThat(servers).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example:PORT\r\n",
        "Host: evil.example\r\n",
        "Host: localhost.evil.example:PORT\r\n",
        "Host: 127.0.0.1.evil.example:PORT\r\n",
        "Host: evil.localhost:PORT\r\n",
        "Host: evillocalhost:PORT\r\n",
        "Host: localhost.:PORT\r\n",
        "Host: 0.0.0.0:PORT\r\n",
        "Host: 127.1:PORT\r\n",
        "Host: [::2]:PORT\r\n",
        "Host: localhost:PORT@evil.example\r\n",
        "Host: localhost evil.example\r\n",
        "Host: localhost,evil.example\r\n",
        "Host: \r\n",
        "",
        "Host: localhost:PORT\r\nHost: evil.example\r\n",
      })
  void noServerIsAskedByAnotherName(String host) throws IOException {
    for (URI server : servers) {
      String headers = host.replace("PORT", Integer.toString(server.getPort()));
      for (String line : lines(server, "GET /", "POST /", "GET /tag.js", "POST /v1/track")) {
        String answer = send(server, line, headers);
        // What is no host at all a server may refuse by itself.
        assertThat(answer).as("%s %s", server, line).containsPattern("^HTTP/1.1 (400|403) ");
        assertThat(answer.contains("HTTP/1.1 400") || answer.contains(OTHER_NAME)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:PORT",
        "LOCALHOST:PORT",
        "localhost",
        "127.0.0.1:PORT",
        "[::1]:PORT",
        "localhost:1",
        "host.docker.internal:PORT"
      })
  void everyServerIsAskedByItsNames(String host) throws IOException {
    for (URI server : servers) {
      String name = host.replace("PORT", Integer.toString(server.getPort()));
      String headers = "Host: " + name + "\r\nOrigin: http://" + name + "\r\n";
      assertThat(send(server, "GET /", headers))
          .as("%s", server)
          .startsWith("HTTP/1.1 ")
          .doesNotContain(OTHER_NAME, OTHER_SITE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://localhost.evil.example",
        "http://evil.localhost:PORT",
        "http://localhost:80@evil.example",
        "null",
        "file://",
        "chrome-extension://localhost",
      })
  void aPageOfAnotherSiteAsksForNothing(String origin) throws IOException {
    for (URI server : servers) {
      String port = Integer.toString(server.getPort());
      String headers =
          "Host: localhost:%s\r\nOrigin: %s\r\n".formatted(port, origin.replace("PORT", port));
      for (String line :
          lines(
              server,
              "GET /",
              "POST /",
              "POST /local/reset",
              "GET /v1/rollups",
              "GET /local/session")) {
        assertThat(send(server, line, headers))
            .as("%s %s", server, line)
            .startsWith("HTTP/1.1 403 ")
            .contains("application/problem+json", OTHER_SITE, "--host");
      }
    }
  }

  static Stream<String> doors() {
    return Stream.of(
        "POST /v1/events",
        "POST /v1/tag",
        "POST /v1/track",
        "POST /v1/b",
        "POST /v1/import/",
        "POST /beacon/v1/batch",
        "GET /v1/pixel.gif",
        "GET /v1/projects/local-write/settings",
        "GET /sourceConfig",
        "POST /webhooks/segment/nobody",
        "OPTIONS /v1/tag",
        "GET /tag.js");
  }

  /** Which of them may read the answers is the doors' own affair. */
  @ParameterizedTest
  @MethodSource("doors")
  void aPageOfAnotherSiteSendsEvents(String line) throws IOException {
    String headers = "Host: localhost\r\nOrigin: https://shop.example\r\n";
    assertThat(send(local.url(), line, headers)).doesNotContain(OTHER_SITE, OTHER_NAME);
  }

  @Test
  void nothingOfAnotherSiteIsStored() throws IOException {
    String path = "PUT /" + bucket + "/from-a-page";
    assertThat(send(s3, path, "Host: evil.example\r\n")).startsWith("HTTP/1.1 403 ");
    assertThat(send(s3, path, "Host: localhost\r\nOrigin: null\r\n")).startsWith("HTTP/1.1 403 ");
    assertThat(client.get("/local/objects").body().toString()).doesNotContain("from-a-page");
    assertThat(send(s3, path, "Host: localhost\r\n")).startsWith("HTTP/1.1 200 ");
    assertThat(client.get("/local/objects").body().toString()).contains("from-a-page");
  }

  /** The folder that is made is its owner's alone, and the key in it anyway. */
  @Test
  void noOtherUserReadsTheData() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.walk(data)) {
      List<Path> keys = files.filter(OtherSitesTest::holdsPrivateKey).toList();
      assertThat(keys).isNotEmpty();
      for (Path key : keys) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
            .isEqualTo("rw-------");
      }
    }
  }

  private static boolean holdsPrivateKey(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) < 100_000
          && new String(Files.readAllBytes(file), UTF_8).contains("private_key");
    } catch (IOException e) {
      return false;
    }
  }
}
