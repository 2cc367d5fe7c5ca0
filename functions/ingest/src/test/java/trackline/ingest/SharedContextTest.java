package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;

/** A context that a batch says once is every message's, and so it counts as often. */
class SharedContextTest {
  private static final int MESSAGES = 2_000;

  /** What the messages may share, all of them together. */
  private static final int MAX_SHARED = 8 * 1_048_576;

  private final RefusedRequests function = new RefusedRequests();

  private static byte[] batch(int messages, int contextBytes) {
    String note = "n".repeat(contextBytes - "{\"context\":{\"note\":\"\"}}".length());
    return "{\"context\":{\"note\":\"%s\"},\"batch\":[%s]}"
        .formatted(note, String.join(",", Collections.nCopies(messages, "{\"type\":\"track\"}")))
        .getBytes(UTF_8);
  }

  @Test
  void asMuchAsThereIsRoomForIsWrittenOnce() {
    byte[] body = batch(MESSAGES, MAX_SHARED / MESSAGES);

    assertThat(function.send(RefusedRequests.request("/v1/batch", body))).isEqualTo(200);

    assertThat(function.kept()).hasSize(MESSAGES);
    assertThat(function.kept()).allMatch(line -> line.has("batch"));
    assertThat(function.objects()).containsOnlyOnce("\"batch\":");
    assertThat(function.objects().lines())
        .filteredOn(line -> line.contains("\"same_request\":true"))
        .hasSize(MESSAGES - 1);
  }

  @Test
  void moreIsRefusedAndKeptWhole() {
    byte[] body = batch(MESSAGES, MAX_SHARED / MESSAGES + 1);

    assertThat(function.send(RefusedRequests.request("/v1/batch", body))).isEqualTo(413);

    assertThat(function.onlyRaw()).isEqualTo(body);
    assertThat(function.kept().getFirst().path("detail").asText()).contains("context", "in parts");
  }

  /** Of a megabyte for each of 2,000 there would be two gigabytes. */
  @Test
  void aContextOfAMegabyteForThousandsIsSoonRefused() {
    byte[] body = batch(MESSAGES, 1_000_000);

    assertThat(function.send(RefusedRequests.request("/v1/batch", body))).isEqualTo(413);

    assertThat(function.kept()).hasSize(1);
  }
}
