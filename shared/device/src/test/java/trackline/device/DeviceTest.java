package trackline.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.device.LabelledUserAgents.Judged;
import trackline.event.Column;

class DeviceTest {
  private static final String IPHONE =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
          + " Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

  /** 405 of 412 judged fields; what is wrong is mostly the system of consoles. */
  private static final double MEASURED_ACCURACY = 0.983;

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
        .isEqualTo(new Device(DeviceClass.MOBILE, "iOS", "17.5.1", "Safari", "17.5", null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 (compatible; GoogleOther) | GoogleOther           | Google   | training
          Mozilla/5.0 (compatible; Google-InspectionTool/1.0;)                                                                                                             | Google-InspectionTool | Google   | search
          meta-externalfetcher/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)                                                                      | meta-externalfetcher  | Meta     | assistant
          Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot                                                        | ChatGPT-User          | OpenAI   | assistant
          Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36 Playwright/1.55                                    | Playwright            | Microsoft | automation
          Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.7204.168 Safari/537.36 DatadogSynthetics                             | DatadogSynthetics     | Datadog  | monitoring
          facebookexternalhit/1.1 Facebot Twitterbot/1.0                                                                                                                   | facebookexternalhit   | Meta     | preview
          Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)                                                                                                 | YandexBot             | Yandex   | search
          Java-http-client/25                                                                                                                                              | Java-http-client      | OpenJDK  | http client
          Mozilla/5.0 (compatible; Google-Apps-Script; beanserver; +https://script.google.com; id: UAEmdDd)                                                                | Google Apps Script    | Google   | http client
          python-requests/2.32.3                                                                                                                                           | python-requests       | Python   | http client
          AcmeBot/2.1 (+https://acme.example/com/bot.html)                                                                                                                 | AcmeBot               |          | other
          AcmeFetcher/2.1 (+https://acme.example/fetcher)                                                                                                                  | AcmeFetcher           |          | other
          Mozilla/5.0 (compatible; crawler; +https://acme.example/bot)                                                                                                     |                       |          | other
          Mozilla/5.0 (compatible; +https://acme.example.com/bot)                                                                                                          |                       |          | other
          """)
  void saysWhoseABotIsAndWhatFor(
      String userAgent, @Nullable String name, @Nullable String operator, String purpose) {
    assertThat(Device.of(userAgent))
        .extracting(Device::deviceClass, Device::browserName, Device::bot)
        .containsExactly(DeviceClass.BOT, name, new Bot(name, operator, BotPurpose.of(purpose)));
  }

  /** Apps that share a short name with a crawler: they put it behind the browser that they are. */
  @ParameterizedTest
  @ValueSource(strings = {"GoPay/1.82", "Fever/8.1", "Sonic/4.0", "Make/2.3", "Trove/7", "RED/9.1"})
  void anAppOfACrawlersShortNameIsOfPeople(String app) {
    assertThat(
            List.of(
                Device.of(
                    "Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) AppleWebKit/537.36 (KHTML, like"
                        + " Gecko) Version/4.0 Chrome/125.0.0.0 Mobile Safari/537.36 "
                        + app),
                Device.of(
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
                        + " (KHTML, like Gecko) Mobile/15E148 "
                        + app)))
        .extracting(Device::bot)
        .containsOnlyNulls();
    assertThat(Device.of(app).bot()).isNotNull();
  }

  /** Apps and SDKs report by these: what they send is of people. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "okhttp/4.12.0",
        "Dart/3.9 (dart:io)",
        "Shop/412 CFNetwork/1568.300.101 Darwin/24.2.0",
        "ktor-client",
        "Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UQ1A.240205.004)",
        "analytics-node/2.1.0",
        "analytics-python/2.3.3",
        "analytics-go (version: 3.3.0)",
        "Segment.io/1.0",
        "Amazon CloudFront",
        "Mozilla/5.0 (Linux; Android 15; CPH2557 Build/AP3A.240617.008; wv) AppleWebKit/537.36 (KHTML,"
            + " like Gecko) Version/4.0 Chrome/142.0.7444.142 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 16; Pixel 10 Build/CP1A.260305.018; wv) AppleWebKit/537.36"
            + " (KHTML, like Gecko) Version/4.0 Chrome/146.0.7680.174 Mobile Safari/537.36 MetaIAB"
            + " Facebook"
      })
  void whatPeoplesAppsSendByIsNoBot(String userAgent) {
    assertThat(Device.of(userAgent).bot()).isNull();
  }

  /**
   * Browsers froze what they say of their systems; a version is told only where it can be known.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1        | iOS     | 26.1 | Safari
          Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0.1 Mobile/15E148 Safari/604.1               | iOS     | 26.0.1 | Safari
          Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.5 Mobile/15E148 Safari/604.1 Ddg/26.5 | iOS   | 26.5 | DuckDuckGo
          Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1        | iOS     | 18.6 | Safari
          Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/156.0 Mobile/15E148 Safari/604.1         | iOS     |      | Firefox
          Mozilla/5.0 (iPhone; CPU iPhone OS 26_2_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) EdgiOS/153.0.4234.46 Version/26.0 Mobile/15E148 Safari/604.1 | iOS | 26.2.1 | Edge
          Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15                          | macOS   |      | Safari
          Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36                                | Windows |      | Chrome
          Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; AS; rv:11.0) like Gecko                                                                       | Windows | 7    | Internet Explorer
          Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36                                | Android |      | Chrome
          Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36 MyShop-android/5.2.1    | Android | 14   | Chrome
          """)
  void saysOfASystemWhatCanBeKnown(
      String userAgent, String system, @Nullable String version, String browser) {
    assertThat(Device.of(userAgent))
        .extracting(Device::osName, Device::osVersion, Device::browserName)
        .containsExactly(system, version, browser);
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
  void fillsTheColumnsOfABot() {
    assertThat(
            Device.of("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)").columns())
        .containsExactly(
            Map.entry(Column.DEVICE_CLASS, "bot"),
            Map.entry(Column.BROWSER_NAME, "GPTBot"),
            Map.entry(Column.BROWSER_VERSION, "1.2"),
            Map.entry(Column.IS_BOT, true),
            Map.entry(Column.BOT_NAME, "GPTBot"),
            Map.entry(Column.BOT_OPERATOR, "OpenAI"),
            Map.entry(Column.BOT_PURPOSE, "training"));
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
