package trackline.tests.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import trackline.local.Local;
import trackline.local.LocalOptions;

/** What Segment's identify and alias calls say of ids, applied by a rollup. */
class PeopleTest {

  @Test
  void aVisitorIsOnePersonWhoLogsInAndIsRenamed(@TempDir Path folder) throws Exception {
    try (Local local = Local.start(new LocalOptions(0, folder, 0, 7, 1))) {
      Client client = new Client(local.url());

      send(client, "page", "\"anonymousId\":\"visitor-1\",\"name\":\"Home\"");
      send(client, "track", "\"userId\":\"ada\",\"event\":\"Order placed\"");
      send(client, "track", "\"userId\":1815,\"event\":\"Order shipped\"");
      assertThat(people(client)).isEqualTo(3);

      send(client, "identify", "\"anonymousId\":\"visitor-1\",\"userId\":\"ada\"");
      assertThat(people(client)).isEqualTo(2);

      send(client, "alias", "\"previousId\":1815,\"userId\":\"ada\"");
      assertThat(people(client)).isEqualTo(1);

      send(client, "alias", "\"previousId\":\"ada\",\"userId\":\"countess\"");
      assertThat(people(client)).isEqualTo(1);
    }
  }

  @Test
  void botsAreNobodyButServersReportForPeople(@TempDir Path folder) throws Exception {
    try (Local local = Local.start(new LocalOptions(0, folder, 0, 7, 1))) {
      Client client = new Client(local.url());

      page(client, "v1", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
      page(client, "v2", "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)");
      page(client, "v3", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)");
      assertThat(people(client)).isEqualTo(1);
      assertThat(most(client, "events_per_day")).isEqualTo(1);
      assertThat(client.get("/v1/rollups/devices").body().path("rows").toString())
          .contains("\"bot\",null,\"GPTBot\",1", "\"bot\",null,\"bingbot\",1");

      send(client, "track", "\"userId\":\"ada\",\"event\":\"Order placed\"");
      assertThat(people(client)).as("told by a server, without a user agent of hers").isEqualTo(2);
    }
  }

  private static void page(Client client, String visitor, String userAgent) {
    send(
        client,
        "page",
        "\"anonymousId\":\"%s\",\"context\":{\"userAgent\":\"%s\"}".formatted(visitor, userAgent));
  }

  private static void send(Client client, String call, String members) {
    assertThat(client.post("/v1/" + call, "{" + members + "}").status()).isEqualTo(200);
  }

  /** The active users of the busiest day. */
  private static int people(Client client) {
    client.local("flush");
    client.local("refresh");
    return most(client, "active_users_per_day");
  }

  private static int most(Client client, String rollup) {
    JsonNode rows = client.get("/v1/rollups/" + rollup).body().path("rows");
    return StreamSupport.stream(rows.spliterator(), false)
        .mapToInt(row -> row.path(1).asInt())
        .max()
        .orElseThrow();
  }
}
