package trackline.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import trackline.time.Deadline;

class ETagTest {
  private static final ETag TAG = ETag.of("text".getBytes(StandardCharsets.UTF_8));
  private static final int MEGABYTE = 1_048_576;

  private static boolean isKnown(String header) {
    return TAG.isKnownTo(
        new HttpRequest(
            "GET",
            "",
            "/",
            Map.of(),
            Map.of("if-none-match", List.of(header)),
            null,
            false,
            null,
            "r-1",
            Instant.EPOCH,
            Deadline.NONE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TAG | true",
        "* | true",
        "\"a\",TAG | true",
        "\"a\" ,  TAG  , W/\"b\" | true",
        ",TAG, | true",
        "\"a\" | false",
        "TAGS | false",
        "'*,' | false",
        "',' | false"
      })
  void isKnownWhereTheListHasIt(String header, boolean known) {
    assertThat(isKnown(header.replace("TAG", TAG.text()))).isEqualTo(known);
  }

  /** Anybody may ask for a page: by the square of its length, this one would take hours. */
  @Test
  void aLongListIsReadOnce() {
    String blanks = "a" + " ".repeat(MEGABYTE) + "b";
    assertThat(assertTimeoutPreemptively(Duration.ofMinutes(1), () -> isKnown(blanks))).isFalse();
  }
}
