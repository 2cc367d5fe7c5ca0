package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A key that nobody has may be one that was made a moment ago, so that its secret is fetched anew,
 * which costs a call; a flood of them costs one call a minute, whatever the door.
 */
class GuessedKeysTest {
  private static final int FLOOD = 200;
  private static final Duration MINUTE = Duration.ofMinutes(1).plusMillis(1);

  private final HandMoved clock = new HandMoved();
  private final RefusedRequests function = new RefusedRequests(new TwoTables(), clock);

  private static final class HandMoved extends Clock {
    private Instant now = Instant.parse("2026-11-20T10:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** Where a guess stands. */
  enum Place {
    HEADER,
    QUERY,
    BODY,
    PATH
  }

  private static ObjectNode request(String method, String path, Place place, String guess) {
    String at = path.replace("GUESS", guess);
    String body =
        place == Place.BODY
            ? "{\"writeKey\":\"" + guess + "\",\"batch\":[{\"type\":\"page\",\"userId\":\"u\"}]}"
            : "{\"batch\":[{}]}";
    ObjectNode request = RefusedRequests.request(at, body.getBytes(UTF_8));
    request.withObject("/requestContext/http").put("method", method);
    request.withObject("/headers").remove("authorization");
    if (place == Place.HEADER) {
      request.withObject("/headers").put("authorization", "Bearer " + guess);
    } else if (place == Place.QUERY) {
      request.put("rawQueryString", "writeKey=" + guess);
    }
    return request;
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/events, HEADER, w",
    "POST, /v1/tag, HEADER, w",
    "POST, /v1/tag, QUERY, w",
    "POST, /v1/tag, BODY, w",
    "POST, /v1/batch, HEADER, w",
    "POST, /v1/batch, QUERY, w",
    "POST, /v1/batch, BODY, w",
    "POST, /beacon/v1/batch, QUERY, w",
    "GET, /v1/pixel.gif, QUERY, w",
    "GET, /v1/pixel/page, HEADER, w",
    "GET, /v1/projects/GUESS/settings, PATH, w",
    "POST, /webhooks/segment/GUESS, PATH, t"
  })
  void aFloodCostsOneLookIntoTheSecretAMinute(
      String method, String path, Place place, String secret) {
    for (int minute = 1; minute <= 3; minute++) {
      for (int guess = 0; guess < FLOOD; guess++) {
        String key = "guess-" + minute + "-" + guess;
        assertThat(function.send(request(method, path, place, key))).isIn(401, 404);
      }
      assertThat(function.fetched()).hasSize(minute).containsOnly(secret);
      clock.now = clock.now.plus(MINUTE);
    }
    assertThat(function.kept()).isEmpty();
  }
}
