package trackline.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Sha256Test {
  /** The first example of FIPS 180-2. */
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void digestsTheUtf8OfAText() {
    assertThat(Sha256.hex("abc")).isEqualTo(OF_ABC);
    assertThat(Sha256.hex("é")).isNotEqualTo(Sha256.hex("e"));
  }

  @Test
  void partsAreOneAfterTheOther() {
    assertThat(Sha256.of("a".getBytes(UTF_8), "bc".getBytes(UTF_8)))
        .isEqualTo(Sha256.of("abc".getBytes(UTF_8)))
        .asHexString()
        .isEqualToIgnoringCase(OF_ABC);
  }
}
