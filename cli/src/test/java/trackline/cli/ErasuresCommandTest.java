package trackline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static trackline.cli.Ran.trackline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import trackline.local.Local;
import trackline.local.LocalOptions;

/** Who asked to forget whom, and how a false request is undone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ErasuresCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Local local;
  private URI url;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    local = Local.start(new LocalOptions(0, folder, 0, 7, 1));
    url = local.url();
  }

  @AfterAll
  void stop() {
    local.close();
  }

  private int post(String path, String key, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + key)
            .POST(BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, BodyHandlers.discarding()).statusCode();
  }

  private void askToForget(String... users) throws Exception {
    String deletes =
        String.join(
            ",",
            Stream.of(users).map(u -> "{\"type\":\"delete\",\"userId\":\"" + u + "\"}").toList());
    assertThat(post("/v1/batch", "local-forget", "{\"batch\":[" + deletes + "]}")).isEqualTo(200);
  }

  /** Segment asks by its webhook, which is another door with another key. */
  private void haveSegmentAsk(String user) throws Exception {
    String body = "[{\"type\":\"delete\",\"userId\":\"" + user + "\"}]";
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec("local-segment".getBytes(UTF_8), "HmacSHA1"));
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/webhooks/segment/local-segment"))
            .header("content-type", "application/json")
            .header("x-signature", HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8))))
            .POST(BodyPublishers.ofString(body))
            .build();
    assertThat(HTTP.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
  }

  private JsonNode listed(String user) throws Exception {
    return JSON.readTree(run("--json").out())
        .path("erasures")
        .valueStream()
        .filter(one -> one.path("user_id").asText().equals(user))
        .findFirst()
        .orElseThrow();
  }

  private int send(String user) throws Exception {
    return post("/v1/track", "local-write", "{\"userId\":\"" + user + "\",\"event\":\"E\"}");
  }

  private Ran run(String... arguments) {
    List<String> all = Stream.concat(Stream.of("erasures"), Stream.of(arguments)).toList();
    return trackline(
        Stream.concat(all.stream(), Stream.of("--url", url.toString())).toArray(String[]::new));
  }

  @Test
  void aFalseRequestIsSeenAndUndone() throws Exception {
    askToForget("ada");
    assertThat(send("ada")).isEqualTo(422);
    assertThat(send("ada")).isEqualTo(422);

    JsonNode listed = JSON.readTree(run("--json", "--key-label", "forget").out());
    JsonNode ada =
        listed
            .path("erasures")
            .valueStream()
            .filter(one -> one.path("user_id").asText().equals("ada"))
            .findFirst()
            .orElseThrow();
    assertThat(ada.path("key_label").asText()).isEqualTo("forget");
    assertThat(ada.path("refused").asInt()).isEqualTo(2);
    assertThat(run().out()).contains("USER", "KEY", "REFUSED", "ada");

    Ran tried = run("undo", "ada", "--dry-run");
    assertThat(tried.out()).contains("ada: asked for at ", "with the key forget; 2 refused");
    assertThat(send("ada")).isEqualTo(422);

    Ran undone = run("undo", "ada");
    assertThat(undone.exitCode()).isZero();
    assertThat(undone.out()).contains("ada: asked for at ", "; 3 refused meanwhile");
    assertThat(undone.err()).contains("1 user is let in again; 3 events were refused meanwhile");
    assertThat(send("ada")).isEqualTo(200);

    Ran again = run("undo", "ada");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("Nobody asked to forget ada.");
  }

  /** Who got hold of a key shuts many out: all that one key asked for goes at once. */
  @Test
  void whatAKeyAskedForIsUndoneAtOnce() throws Exception {
    String[] users = IntStream.range(0, 60).mapToObj(i -> "many" + i).toArray(String[]::new);
    askToForget(users);
    assertThat(run("undo", "--key-label", "nobody").err()).startsWith("0 users are let in again");
    assertThat(send("many7")).isEqualTo(422);
    JsonNode undone =
        JSON.readTree(run("undo", "--key-label", "forget", "--from", "2020-01-01", "--json").out());
    assertThat(undone.path("erasures").size()).isGreaterThanOrEqualTo(users.length);
    assertThat(send("many7")).isEqualTo(200);
    assertThat(run("--from", "2020-01-01").err()).contains("Nobody asked to forget a user so.");
  }

  /** What a leaked key asked for is undone, and what Segment asked for too stands. */
  @Test
  void whoAskedTooKeepsTheUserForgotten() throws Exception {
    askToForget("eve", "eva");
    haveSegmentAsk("eve");
    JsonNode eve = listed("eve");
    assertThat(eve.path("key_label").asText()).isEqualTo("forget");
    assertThat(eve.path("others")).hasSize(1);
    JsonNode other = eve.path("others").path(0);
    assertThat(other.path("source").asText()).isEqualTo("webhook");
    assertThat(other.path("key_label").asText()).isEqualTo("local");
    assertThat(other.path("requested_at").asText())
        .isGreaterThan(eve.path("requested_at").asText());
    assertThat(other.path("request_id").asText()).isNotBlank();
    assertThat(listed("eva").path("others")).isEmpty();
    assertThat(run().out()).contains("ALSO ASKED", "webhook/local");
    assertThat(run("--source", "webhook").out()).contains("eve").doesNotContain("eva");

    Ran tried = run("undo", "--key-label", "forget", "--dry-run");
    assertThat(tried.out()).contains("eve: stays forgotten", "eva: asked for at ");
    assertThat(listed("eve")).isEqualTo(eve);

    Ran undone = run("undo", "--key-label", "forget");
    assertThat(undone.exitCode()).isZero();
    assertThat(undone.out())
        .contains("eve: stays forgotten, webhook/local asked at ", "eva: asked for at ");
    assertThat(undone.err()).contains("1 user is let in again", "1 stays forgotten");
    assertThat(send("eve")).isEqualTo(422);
    assertThat(send("eva")).isEqualTo(200);
    JsonNode left = listed("eve");
    for (String member : List.of("source", "key_label", "requested_at", "request_id")) {
      assertThat(left.path(member)).isEqualTo(other.path(member));
    }
    assertThat(left.path("others")).isEmpty();
    assertThat(left.path("refused").asInt()).isEqualTo(1);

    JsonNode last = JSON.readTree(run("undo", "--source", "webhook", "--json").out());
    assertThat(last.path("erasures").path(0).path("let_in").asBoolean()).isTrue();
    assertThat(send("eve")).isEqualTo(200);
  }

  @Test
  void whoAskedLaterIsTakenOutAlone() throws Exception {
    askToForget("kim");
    haveSegmentAsk("kim");
    String from = listed("kim").path("others").path(0).path("requested_at").asText();
    JsonNode undone = JSON.readTree(run("undo", "--from", from, "--json").out());
    assertThat(undone.path("erasures").path(0).path("let_in").asBoolean(true)).isFalse();
    JsonNode left = listed("kim");
    assertThat(left.path("key_label").asText()).isEqualTo("forget");
    assertThat(left.path("others")).isEmpty();
    assertThat(send("kim")).isEqualTo(422);

    // Who is named is let in, whoever asked.
    haveSegmentAsk("kim");
    assertThat(run("undo", "kim").err()).contains("1 user is let in again");
    assertThat(send("kim")).isEqualTo(200);
  }

  @Test
  void oneWayOfChoosingIsTaken() {
    assertThat(run("undo").exitCode()).isEqualTo(2);
    assertThat(run("undo", "ada", "--key-label", "x").exitCode()).isEqualTo(2);
    assertThat(run("undo").err()).contains("Name the users");
  }

  @Test
  void saysWhatIsNotThere() {
    Ran elsewhere = trackline("erasures", "--url", "http://127.0.0.1:1");
    assertThat(elsewhere.exitCode()).isEqualTo(1);
    assertThat(elsewhere.err()).contains("--stack NAME is about a stack on AWS.");
  }
}
