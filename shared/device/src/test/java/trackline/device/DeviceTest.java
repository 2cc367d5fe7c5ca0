package trackline.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.device.LabelledUserAgents.Judged;
import trackline.event.Column;

class DeviceTest {
  private static final String IPHONE =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
          + " Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

  /** 401 of 412 judged fields; what is wrong is mostly the system of consoles and names of bots. */
  private static final double MEASURED_ACCURACY = 0.973;

  private final List<Judged> judged = LabelledUserAgents.load().judge();

  @Test
  void readsTheLabelledUserAgents() {
    List<Judged> wrong = judged.stream().filter(field -> !field.right()).toList();
    double accuracy = 1 - (double) wrong.size() / judged.size();
    assertThat(accuracy).as("wrong: %s", wrong).isGreaterThanOrEqualTo(MEASURED_ACCURACY);
  }

  @Test
  void tellsEveryLabelledBotFromEveryPerson() {
    assertThat(judged)
        .filteredOn(field -> field.field().equals("is_bot"))
        .hasSizeGreaterThanOrEqualTo(80)
        .allMatch(Judged::right);
  }

  @Test
  void namesEverythingOfATelephone() {
    assertThat(Device.of(IPHONE))
        .isEqualTo(new Device(DeviceClass.MOBILE, "iOS", "17.5.1", "Safari", "17.5"));
  }

  @Test
  void fillsTheDerivedColumnsInTheirOrder() {
    assertThat(Device.of(IPHONE).columns())
        .containsExactly(
            Map.entry(Column.DEVICE_CLASS, "mobile"),
            Map.entry(Column.OS_NAME, "iOS"),
            Map.entry(Column.OS_VERSION, "17.5.1"),
            Map.entry(Column.BROWSER_NAME, "Safari"),
            Map.entry(Column.BROWSER_VERSION, "17.5"),
            Map.entry(Column.IS_BOT, false));
  }

  @Test
  void leavesUnknownColumnsOut() {
    assertThat(Device.UNKNOWN.columns())
        .containsOnlyKeys(Column.DEVICE_CLASS, Column.IS_BOT)
        .containsEntry(Column.DEVICE_CLASS, "other");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\t\n"})
  void noUserAgentIsUnknown(@Nullable String userAgent) {
    assertThat(Device.of(userAgent)).isSameAs(Device.UNKNOWN);
  }

  @Test
  void aTelephoneOfCubotIsNoBot() {
    assertThat(
            Device.of(
                "Mozilla/5.0 (Linux; Android 10; CUBOT) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/126.0.0.0 Mobile Safari/537.36"))
        .matches(device -> !device.isBot());
  }

  /**
   * Shapes on which a pattern that backtracks would take minutes: repeats of what patterns look
   * for.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "0",
        "0.",
        " ",
        "/",
        ";",
        "a",
        "Android ",
        "Mozilla/5.0 (Linux; Android ",
        "Chrome/1",
        "bot",
        "-bot/",
        "Windows NT ",
        "Version/",
        "; ",
        "Safari ",
        "SM-",
        "Build/",
        "iPhone OS ",
        "\u0000",
        "\ud83d",
        "é",
        "${jndi:ldap://x}",
        "' OR 1=1 --",
        "Opera Mini/",
        "HTC ",
        "LG-",
        "Linux; U; ",
        "Gecko) ",
        "http://",
        "\n"
      })
  void hostileUserAgentsAreReadQuickly(String part) {
    for (String start : List.of("", "Mozilla/5.0 (", "Mozilla/5.0 (Linux; Android 10; ")) {
      String hostile = start + part.repeat(1_000_000 / part.length()) + "!";
      assertTimeout(Duration.ofSeconds(2), () -> Device.of(hostile));
    }
  }

  @Test
  void readsNoFurtherThanTheBound() {
    String long1 = IPHONE + " ".repeat(Device.LONGEST_READ) + "Googlebot";
    assertThat(Device.of(long1)).isEqualTo(Device.of(IPHONE));
  }
}
