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

  private static void send(Client client, String call, String members) {
    assertThat(client.post("/v1/" + call, "{" + members + "}").status()).isEqualTo(200);
  }

  /** The active users of the busiest day. */
  private static int people(Client client) {
    client.local("flush");
    client.local("refresh");
    JsonNode rows = client.get("/v1/rollups/active_users_per_day").body().path("rows");
    return StreamSupport.stream(rows.spliterator(), false)
        .mapToInt(row -> row.path(1).asInt())
        .max()
        .orElseThrow();
  }
}
