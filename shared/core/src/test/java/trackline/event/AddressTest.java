package trackline.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.5, 203.0.113.5",
    "203.0.113.5:4711, 203.0.113.5",
    "0:0:0:0:0:0:0:1, ::1",
    "::, ::",
    "0:0:0:0:0:0:0:0, ::",
    "[2001:db8::1]:443, 2001:db8::1",
    "[2001:db8::1], 2001:db8::1",
    "2001:DB8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:a:0:0:0:0:0, 2001:db8:a::",
    "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
    "::ffff:203.0.113.5, 203.0.113.5",
    "[::FFFF:cb00:7105]:80, 203.0.113.5",
    "fe80:0:0:0:1:2:3:4%eth0, fe80::1:2:3:4",
    "fe80::1%3, fe80::1",
  })
  void hasOneTextForEachAddress(String written, String canonical) {
    assertThat(Address.canonical(written)).hasValue(canonical);
    assertThat(Address.canonical(canonical)).hasValue(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "localhost",
        "203.0.113",
        "203.0.113.256",
        "203.0.113.5:",
        "203.0.113.5:port",
        "203.0.113.5:123456",
        "203.0.113.5/24",
        "[203.0.113.5]:80",
        "[2001:db8::1",
        "2001:db8::1]:443",
        "1:2:3:4:5:6:7:8:9",
        "::1::",
        ":",
        " 203.0.113.5"
      })
  void isNoNameAndNoNetwork(String text) {
    assertThat(Address.canonical(text)).isEmpty();
  }

  @Test
  void readsNoFurtherThanAnAddressCanBeLong() {
    assertThat(Address.canonical(":".repeat(1_000_000) + "x")).isEmpty();
  }
}
