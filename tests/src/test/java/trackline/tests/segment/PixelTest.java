package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.tests.walk.Client.Answer;

/** An image whose address is an event. */
class PixelTest extends TrackingApi {
  private static void isImage(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("image/gif");
    assertThat(answer.header("cache-control")).contains("no-store");
    byte[] image = answer.response().body();
    assertThat(new String(image, 0, 6, ISO_8859_1)).isEqualTo("GIF89a");
    // One pixel by one pixel, and the trailer.
    assertThat(image[6]).isEqualTo((byte) 1);
    assertThat(image[8]).isEqualTo((byte) 1);
    assertThat(image[image.length - 1]).isEqualTo((byte) 0x3b);
  }

  @Test
  void anImageIsAnEventInEitherBase64() {
    byte[] json = pixelMessage().getBytes(UTF_8);
    String standard = Base64.getEncoder().encodeToString(json);
    assertThat(standard).containsAnyOf("+", "/");
    isImage(pixel("/v1/pixel.gif", standard));
    isImage(pixel("/v1/pixel.gif", Base64.getUrlEncoder().encodeToString(json)));
    isImage(pixel("/v1/pixel.gif", Base64.getUrlEncoder().withoutPadding().encodeToString(json)));
    // As it is where nobody escaped it.
    isImage(client.send(client.to("/v1/pixel.gif?data=" + standard)));
    List<JsonNode> events = trackline.rows(user);
    assertThat(events).hasSize(4);
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(properties(event).path("x").asText()).isEqualTo("??>>~~ÿþ😀");
              assertThat(event.path("source").asText()).isEqualTo("segment");
              assertThat(event.toString()).doesNotContain("local-write");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"track", "identify", "page", "screen", "group", "alias"})
  void thePathOfAnImageMaySayTheCall(String call) {
    isImage(pixel("/v1/pixel/" + call, base64(pixelMessage())));
    assertThat(row().path("event_type").asText()).isEqualTo(call);
  }

  @Test
  void aTypeInTheMessageOfAnImageCounts() {
    isImage(
        pixel("/v1/pixel.gif", base64(pixelMessage().replaceFirst("\\{", "{\"type\":\"page\","))));
    assertThat(row().path("event_type").asText()).isEqualTo("page");
  }

  /** Whoever reads a page has its key, and an image is fetched without anybody asking. */
  @Test
  void noImageAsksForAnErasure() {
    String erasure = pixelMessage().replaceFirst("\\{", "{\"type\":\"delete\",");
    isProblem(pixel("/v1/pixel.gif", base64(erasure)), 422);
    isProblem(pixel("/v1/pixel/identify", base64(erasure)), 422);
    isImage(pixel("/v1/pixel.gif", base64(pixelMessage())));
  }

  static Stream<Arguments> badPixels() {
    String key = "\"writeKey\":\"local-write\"";
    return Stream.of(
            List.of("%%%" + MARK, 400),
            List.of("", 400),
            List.of(base64("{"), 400),
            List.of(base64("[]"), 400),
            List.of(base64("7"), 400),
            List.of(base64("{" + key + ",\"a\":1,\"a\":2}"), 400),
            List.of(base64("{\"userId\":\"u\"}"), 401),
            List.of(base64("{\"userId\":\"u\",\"writeKey\":\"" + MARK + "\"}"), 401),
            List.of(base64("{\"userId\":\"u\",\"writeKey\":\"local-read\"}"), 401),
            List.of(base64("{" + key + "}"), 422),
            List.of(base64("{" + key + ",\"userId\":[\"" + MARK + "\"]}"), 422))
        .map(pair -> Arguments.of(pair.toArray()));
  }

  @ParameterizedTest
  @MethodSource("badPixels")
  void aBadImageIsAProblem(String data, int status) {
    List<JsonNode> kept =
        trackline.storesNothing(() -> isProblem(pixel("/v1/pixel.gif", data), status));
    assertThat(kept).hasSize(status == 422 ? 1 : 0);
  }

  @Test
  void dataThatComesTwiceIs400() {
    String data = base64(pixelMessage());
    trackline.storesNothing(
        () ->
            isProblem(client.send(client.to("/v1/pixel.gif?data=" + data + "&data=" + data)), 400));
  }
}
