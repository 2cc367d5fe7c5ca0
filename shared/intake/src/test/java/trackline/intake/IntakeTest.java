package trackline.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.event.Column.ANONYMOUS_ID;
import static trackline.event.Column.EVENT_AT;
import static trackline.event.Column.EVENT_ID;
import static trackline.event.Column.EVENT_KEY;
import static trackline.event.Column.IP_ADDRESS;
import static trackline.event.Column.PROPERTIES;
import static trackline.event.Column.RECEIVED_AT;
import static trackline.event.Column.SOURCE;
import static trackline.event.Column.USER_AGENT;
import static trackline.event.Column.USER_ID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.event.EventTime;
import trackline.event.Fault;
import trackline.event.Json;
import trackline.event.Json.BadJson;
import trackline.event.UserId;
import trackline.plan.TrackingPlan;

class IntakeTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Reception RECEPTION =
      new Reception("tracker", NOW, "203.0.113.7", "Mozilla/5.0 (test)");

  private final Intake intake = new Intake(TrackingPlan.load("default"), AddressPolicy.WHOLE);

  private static JsonNode json(String text) {
    try {
      return Json.read(text);
    } catch (BadJson e) {
      throw new AssertionError(e);
    }
  }

  private EventRow good(String text) {
    return good(intake, text);
  }

  private static EventRow good(Intake intake, String text) {
    Verdict verdict = intake.judge(json(text), RECEPTION);
    assertThat(verdict).isInstanceOf(Verdict.Good.class);
    return ((Verdict.Good) verdict).row();
  }

  private List<Fault> faults(String text) {
    Verdict verdict = intake.judge(json(text), RECEPTION);
    assertThat(verdict).as(text).isInstanceOf(Verdict.Bad.class);
    return ((Verdict.Bad) verdict).faults();
  }

  private List<String> pointers(String text) {
    return faults(text).stream().map(Fault::pointer).toList();
  }

  @Test
  void fillsInWhatTheRequestKnows() {
    EventRow row = good("{'user_id':'u1','event_type':'login'}".replace('\'', '"'));
    assertThat(row.values())
        .containsEntry(USER_ID, "u1")
        .containsEntry(IP_ADDRESS, "203.0.113.7")
        .containsEntry(USER_AGENT, "Mozilla/5.0 (test)")
        .containsEntry(EVENT_AT, "2026-11-20T12:00:00.000Z")
        .containsEntry(RECEIVED_AT, "2026-11-20T12:00:00.000Z")
        .containsEntry(SOURCE, "tracker")
        .doesNotContainKey(PROPERTIES);
    assertThat(row.get(EVENT_KEY)).isEqualTo("2026-11-20T12:00:00.000Z#" + row.get(EVENT_ID));
  }

  @Test
  void anEventWithoutATypeSaysSo() {
    assertThat(pointers("{\"user_id\":\"u\"}")).containsExactly("/event_type");
  }

  @Test
  void keepsTheTextsThatHaveColumns() {
    EventRow row =
        good(
            """
            {"user_id":"u","event_type":"page","event_name":"Home","session_id":"s1",
             "page_url":"https://example.com/a","page_path":"/a","referrer":"https://example.org/",
             "country":"SE"}""");
    assertThat(row.values())
        .containsEntry(Column.EVENT_NAME, "Home")
        .containsEntry(Column.SESSION_ID, "s1")
        .containsEntry(Column.PAGE_URL, "https://example.com/a")
        .containsEntry(Column.PAGE_PATH, "/a")
        .containsEntry(Column.REFERRER, "https://example.org/")
        .containsEntry(Column.COUNTRY, "SE");
  }

  /** Names are counted by, and figures that hold too many long ones would not fit. */
  @Test
  void countsTheCharactersOfANameAndOfTheOtherTexts() {
    String event = "{\"user_id\":\"u\",\"event_type\":\"page\",\"%s\":\"%s\"}";
    String longest = "😀".repeat(256);
    assertThat(good(event.formatted("event_name", longest)).get(Column.EVENT_NAME))
        .isEqualTo(longest);
    assertThat(faults(event.formatted("event_name", longest + "x")))
        .containsExactly(
            new Fault("/event_name", "must have 1 to 256 characters, not only blanks"));
    for (Column column : List.of(Column.PAGE_URL, Column.PAGE_PATH, Column.REFERRER)) {
      good(event.formatted(column.columnName(), "😀".repeat(8_192)));
      assertThat(pointers(event.formatted(column.columnName(), "x".repeat(8_193))))
          .containsExactly("/" + column.columnName());
    }
  }

  @Test
  void aTypeThatAPlanDoesNotNameHasTheFormOfOneThatItNames(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("plan.json");
    Files.writeString(file, "{\"event_types\":{\"*\":{},\"login\":{}}}");
    Intake open = new Intake(TrackingPlan.load(file.toString()), AddressPolicy.WHOLE);
    String event = "{\"user_id\":\"u\",\"event_type\":\"%s\"}";
    for (String type : List.of("login", "Order Completed", "été", "a.b:c_d-1", "x".repeat(128))) {
      assertThat(good(open, event.formatted(type)).get(Column.EVENT_TYPE)).isEqualTo(type);
    }
    for (String type : List.of("*", "a#b", "a/b", "$view", "x".repeat(129), "a\\nb")) {
      Verdict verdict = open.judge(json(event.formatted(type)), RECEPTION);
      assertThat(((Verdict.Bad) verdict).faults())
          .containsExactly(
              new Fault(
                  "/event_type",
                  "is no name for an event type: 1 to 128 letters, digits, blanks, _ . : -"));
    }
  }

  @Test
  void takesNoBlankAgentFromARequest() {
    Reception blank = new Reception("tracker", NOW, "203.0.113.7", " ");
    Verdict verdict = intake.judge(json("{\"user_id\":\"u\",\"event_type\":\"page\"}"), blank);
    assertThat(((Verdict.Good) verdict).row().values()).doesNotContainKey(USER_AGENT);
  }

  /** With a time the id is of what was sent; with neither it is another one each time. */
  @Test
  void givesAnIdWhereTheClientGaveNone() {
    String timed =
        "{\"user_id\":\"u\",\"event_type\":\"page\",\"event_at\":\"2026-11-20T10:00:00Z\"}";
    assertThat(good(timed).get(EVENT_ID))
        .matches("[0-9a-f]{32}")
        .isEqualTo(good(timed).get(EVENT_ID));

    String untimed = "{\"user_id\":\"u\",\"event_type\":\"page\"}";
    assertThat(good(untimed).get(EVENT_ID))
        .matches("[0-9a-f-]{36}")
        .isNotEqualTo(good(untimed).get(EVENT_ID));
  }

  @Test
  void prefersWhatTheBodySays() {
    EventRow row =
        good(
            """
            {"user_id":"u1","event_type":"login","ip_address":"2001:db8:1:2::3","user_agent":"curl/8",
             "event_at":"2026-11-20T10:00:00.1239+02:00","event_id":"e-1"}""");
    assertThat(row.values())
        .containsEntry(IP_ADDRESS, "2001:db8:1:2::3")
        .containsEntry(USER_AGENT, "curl/8")
        .containsEntry(EVENT_AT, "2026-11-20T08:00:00.123Z")
        .containsEntry(EVENT_KEY, "2026-11-20T08:00:00.123Z#e-1");
  }

  @ParameterizedTest
  @CsvSource({
    "WHOLE, 203.0.113.77, 203.0.113.77",
    "CUT, 203.0.113.77, 203.0.113.0",
    "CUT, 2001:db8:1:2:3::4, 2001:db8:1::",
    "CUT, 203.0.113.77:4711, 203.0.113.0",
    "WHOLE, 203.0.113.77:4711, 203.0.113.77",
    "WHOLE, '[2001:DB8:0:0:0:0:0:1]:443', 2001:db8::1",
    "WHOLE, ::ffff:203.0.113.77, 203.0.113.77",
  })
  void keepsAsMuchOfAnAddressAsThePolicySays(AddressPolicy policy, String sent, String kept) {
    Intake cutting = new Intake(TrackingPlan.load("default"), policy);
    String event = "{\"user_id\":1,\"event_type\":\"login\",\"ip_address\":\"" + sent + "\"}";
    assertThat(good(cutting, event).values()).containsEntry(IP_ADDRESS, kept);
  }

  @ParameterizedTest
  @CsvSource({"0:0:0:0:0:0:0:1, ::1", "fe80:0:0:0:1:2:3:4%eth0, fe80::1:2:3:4", "test-invoke, ''"})
  void writesTheRequestsOwnAddressInTheSameWay(String seen, String kept) {
    Reception reception = new Reception("tracker", NOW, seen, null);
    Verdict verdict = intake.judge(json("{\"user_id\":\"u\",\"event_type\":\"page\"}"), reception);
    assertThat(((Verdict.Good) verdict).row().values().getOrDefault(IP_ADDRESS, ""))
        .isEqualTo(kept);
  }

  @Test
  void dropsTheAddressWhereThePolicySaysSo() {
    Intake dropping = new Intake(TrackingPlan.load("default"), AddressPolicy.DROPPED);
    EventRow row = good(dropping, "{\"user_id\":1,\"event_type\":\"login\"}");
    assertThat(row.values()).doesNotContainKey(IP_ADDRESS);
  }

  @Test
  void keepsAnIntegerUserIdAsItsText() {
    assertThat(good("{\"user_id\":42,\"event_type\":\"login\"}").get(USER_ID)).isEqualTo("42");
  }

  @Test
  void usesTheAnonymousIdWhereThereIsNoUser() {
    EventRow row = good("{\"anonymous_id\":\"a1\",\"user_id\":null,\"event_type\":\"page\"}");
    assertThat(row.values()).containsEntry(USER_ID, "anon:a1").containsEntry(ANONYMOUS_ID, "a1");
  }

  @Test
  void correctsAClockThatTheClientSaysIsOff() {
    EventRow row =
        good(
            """
            {"user_id":"u","event_type":"page","event_id":"x","event_at":"2026-11-20T10:59:00Z",
             "sent_at":"2026-11-20T11:00:00Z"}""");
    assertThat(row.get(EVENT_AT)).isEqualTo("2026-11-20T11:59:00.000Z");
    assertThat(row.get(EVENT_KEY)).isEqualTo("2026-11-20T10:59:00.000Z#x");
  }

  @Test
  void gathersEverythingElseInProperties() {
    EventRow row =
        good(
            """
            {"user_id":"u","event_type":"purchase","amount":12.50,"properties":{"coupon":"x","S":1},
             "source":"web","is_bot":true}""");
    assertThat(row.get(PROPERTIES))
        .isEqualTo(
            "{\"coupon\":\"x\",\"S\":1,\"amount\":12.50,\"source\":\"web\",\"is_bot\":true}");
    assertThat(row.get(SOURCE)).isEqualTo("tracker");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "line\\nbreak",
        "\\u2028",
        "\\u0000",
        "'; DROP TABLE events; --",
        "${jndi:ldap://x}",
        "}\\n{\\\"user_id\\\":\\\"evil\\\"}"
      })
  void keepsHostileTextAsPlainData(String text) {
    String properties = "{\"text\":\"" + text + "\",\"__proto__\":{\"N\":\"1\",\"NULL\":true}}";
    EventRow row =
        good("{\"user_id\":\"u\",\"event_type\":\"track\",\"properties\":" + properties + "}");
    assertThat(json(row.get(PROPERTIES))).isEqualTo(json(properties));
  }

  @Test
  void keepsNumbersExactly() {
    String numbers =
        "{\"a\":1.10,\"b\":1234567890123456789012345678901234567890.50,\"c\":1E-7,\"d\":1E+300,"
            + "\"e\":[4.9E-324,1E+400,-1E-400]}";
    EventRow row =
        good("{\"user_id\":\"u\",\"event_type\":\"track\",\"properties\":" + numbers + "}");
    assertThat(row.get(PROPERTIES)).isEqualTo(numbers);
  }

  @Test
  void namesAllFaultsAtOnceAndNoValue() {
    List<Fault> faults =
        faults(
            """
            {"event_type":"secret-type","event_at":"secret-time","user_agent":["secret"],
             "event_id":"secret id","session_id":7,"properties":["secret"]}""");
    assertThat(faults)
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder(
            "/event_type",
            "/event_at",
            "/user_agent",
            "/event_id",
            "/session_id",
            "/properties",
            "/user_id");
    assertThat(faults).extracting(Fault::detail).noneMatch(detail -> detail.contains("secret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T00:00:00Z",
        "2026-11-20T10:00:60Z",
        "2026-11-20T24:00:00Z",
        "2026-11-20T10:00:00",
        "2026-11-20",
        "yesterday",
        "1600000000",
        "-0001-01-01T00:00:00Z",
        "2026-11-20T12:05:01Z",
        "9999-12-31T23:59:59-01:00",
        ""
      })
  void refusesTimesThatAreNone(String time) {
    String event = "{\"user_id\":\"u\",\"event_type\":\"login\",\"event_at\":\"" + time + "\"}";
    assertThat(pointers(event)).containsExactly("/event_at");
  }

  @Test
  void takesAClockThatIsFiveMinutesFast() {
    good("{\"user_id\":\"u\",\"event_type\":\"login\",\"event_at\":\"2026-11-20T12:05:00Z\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\" \"",
        "\"a\\u0000b\"",
        "\"a\\nb\"",
        "\"\\u2028\"",
        "\"a\\u0085b\"",
        "\"\\u009b\"",
        "true",
        "1.5",
        "[]",
        "{}",
        "\"\\ud800\""
      })
  void refusesUserIdsThatAreNone(String id) {
    assertThat(pointers("{\"user_id\":" + id + ",\"event_type\":\"login\"}"))
        .containsOnly("/user_id");
  }

  @Test
  void countsTheCharactersOfIds() {
    String emoji = "😀".repeat(128);
    assertThat(good("{\"user_id\":\"" + emoji + "\",\"event_type\":\"login\"}").get(USER_ID))
        .isEqualTo(emoji);
    assertThat(pointers("{\"user_id\":\"" + emoji + "x\",\"event_type\":\"login\"}"))
        .containsExactly("/user_id");
  }

  static Stream<String> userIds() {
    return Stream.of(
        "u",
        "7",
        "日本",
        "a b",
        "...",
        "a..b",
        "😀".repeat(128),
        "a/b+c==",
        "/",
        "a\\b",
        ".",
        "..",
        "../x",
        "?a=b",
        "#a",
        "100%",
        "a%2Fb",
        "a;b=c",
        "events");
  }

  @ParameterizedTest
  @MethodSource("userIds")
  void takesIdsWithAnySigns(String id) {
    String sent =
        JsonNodeFactory.instance
            .objectNode()
            .put("user_id", id)
            .put("event_type", "login")
            .toString();
    assertThat(good(sent).get(USER_ID)).isEqualTo(id);
    String anonymous = sent.replace("\"user_id\"", "\"anonymous_id\"");
    assertThat(good(anonymous).get(USER_ID)).isEqualTo(UserId.ofAnonymous(id));
  }

  @ParameterizedTest
  @MethodSource("userIds")
  void knowsTheUserIdsThatARowMayHave(String id) {
    assertThat(Intake.isUserId(id)).isTrue();
    assertThat(Intake.isUserId(UserId.ofAnonymous(id))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a\nb", "\u0000", "a\tb", "\u2028", "\u2029", "\u0085", "\ud800"})
  void knowsTheUserIdsThatNoRowHas(String id) {
    assertThat(Intake.isUserId(id)).isFalse();
    assertThat(Intake.isUserId(UserId.ofAnonymous(id))).isFalse();
  }

  /** Two ids that differ in such a character alone look the same to whoever reads them. */
  @ParameterizedTest
  @CsvSource({
    "a\u200bb, U+200B, 2",
    "\ufeffab, U+FEFF, 1",
    "ab\u202ec, U+202E, 3",
    "\ud83d\ude00\u00ad, U+00AD, 2",
    "\u0646\u200c\u0645, U+200C, 2",
    "\ud83d\udc69\u200d\ud83d\ude80, U+200D, 2",
    "a\ud83c\udff4\udb40\udc67, U+E0067, 3",
    "\u2066a\u2069, U+2066, 1",
    // Letters by their category, and marks, that show nothing either.
    "a\u3164, U+3164, 2",
    "\u115fa, U+115F, 1",
    "a\u1160b, U+1160, 2",
    "a\uffa0, U+FFA0, 2",
    "a\u2800b, U+2800, 2",
    "a\u034fb, U+034F, 2",
    "\u1780\u17b4, U+17B4, 2",
    "\u1820\u180b, U+180B, 2",
    "\u1820\u180f, U+180F, 2",
    "a\u2065, U+2065, 2",
    "a\ufff0, U+FFF0, 2",
    "\u2764\ufe0f, U+FE0F, 2",
    "\u4e00\udb40\udd00, U+E0100, 2",
    "\u4e00\udb40\uddef, U+E01EF, 2",
    "a\udb40\udc00, U+E0000, 2",
    "a\udb43\udfff, U+E0FFF, 2"
  })
  void refusesIdsWithCharactersThatShowNothing(String id, String character, int place) {
    for (String member : List.of("user_id", "anonymous_id")) {
      ObjectNode event = JsonNodeFactory.instance.objectNode().put("event_type", "login");
      assertThat(faults(event.put(member, id).toString()))
          .containsExactly(
              new Fault(
                  "/" + member,
                  "must have no characters that show nothing, and has "
                      + character
                      + " as character "
                      + place));
    }
    // A row of an earlier version may have it, and its user may ask to be forgotten.
    assertThat(Intake.isUserId(id)).isTrue();
  }

  /** The prefix of an anonymous visitor's id is ours, and not counted. */
  @Test
  void countsTheCharactersOfAUserId() {
    assertThat(Intake.isUserId("x".repeat(129))).isFalse();
    assertThat(Intake.isUserId("anon:" + "x".repeat(128))).isTrue();
    assertThat(Intake.isUserId("anon:" + "x".repeat(129))).isFalse();
  }

  @Test
  void takesAnEmptyArrayForEmptyProperties() {
    assertThat(
            good("{\"user_id\":\"u\",\"event_type\":\"track\",\"a\":1,\"properties\":[]}")
                .get(PROPERTIES))
        .isEqualTo("{\"a\":1}");
    assertThat(pointers("{\"user_id\":\"u\",\"event_type\":\"track\",\"properties\":[{}]}"))
        .containsExactly("/properties");
  }

  /** The column that a number may fill has the table's own limit. */
  @Test
  void refusesAUserOfMoreDigitsThanTheTableHas() {
    String user = "{\"user_id\":%s,\"event_type\":\"track\"}";
    assertThat(good(user.formatted("9".repeat(38))).get(USER_ID)).isEqualTo("9".repeat(38));
    assertThat(pointers(user.formatted("9".repeat(39)))).containsExactly("/user_id");
  }

  @Test
  void takesHalvesOfCharactersAsTheirReplacement() {
    EventRow row =
        good(
            """
            {"user_id":"u","event_type":"track","event_name":"a\\udc00","text":"nice \\ud83d",
             "properties":{"b\\ud83d":["\\ud83d\\ude00\\ud83d"],"":""}}""");
    assertThat(row.values()).containsEntry(Column.EVENT_NAME, "a\ufffd");
    assertThat(row.get(PROPERTIES))
        .isEqualTo("{\"b\ufffd\":[\"😀\ufffd\"],\"\":\"\",\"text\":\"nice \ufffd\"}");
  }

  @ParameterizedTest
  @CsvSource({"user_id, /user_id", "anonymous_id, /anonymous_id", "event_id, /event_id"})
  void refusesHalvesOfCharactersInIds(String id, String pointer) {
    String user = id.equals("event_id") ? ",\"user_id\":\"u\"" : "";
    assertThat(
            pointers(
                "{\"%s\":\"a\\ud83d\",\"event_type\":\"login\",\"x\":\"\\ud83d\"%s}"
                    .formatted(id, user)))
        .containsExactly(pointer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e2147483647",
        "100e2147483640",
        "1e-2147483647",
        "0e2147483647",
        "1e1001",
        "1e-1001",
        "[1e1000000000]"
      })
  void refusesNumbersThatNothingCanComputeWith(String number) {
    String event = "{\"user_id\":\"u\",\"event_type\":\"search\",\"results\":" + number + "}";
    assertThat(pointers(event)).containsOnly(number.startsWith("[") ? "/results/0" : "/results");
  }

  /** A schema computes what a number is a multiple of: of these, for minutes and gigabytes. */
  @Test
  void asksNoSchemaAboutThem(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("plan.json");
    Files.writeString(
        file,
        """
        {"event_types":{"order":{"properties":{"additionalProperties":{"multipleOf":0.01}}}}}""");
    Intake planned = new Intake(TrackingPlan.load(file.toString()), AddressPolicy.WHOLE);
    String order = "{\"user_id\":\"u\",\"event_type\":\"order\",\"n\":%s}";
    Verdict verdict = planned.judge(json(order.formatted("1e2000000000")), RECEPTION);
    assertThat(((Verdict.Bad) verdict).faults()).extracting(Fault::pointer).containsExactly("/n");
    good(planned, order.formatted("1e1000"));
  }

  private static final String SENT =
      """
      {"user_id":"u","event_type":"page","event_id":"x","event_at":"%s","sent_at":%s}""";

  /** None that can be read, of a clock that was set in between, or one that leads out of time. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-20T10:00:00Z | '2026-11-20T10:00:01.123456'",
        "2026-11-20T10:00:00Z | 'soon'",
        "2026-11-20T10:00:00Z | '0001-01-01T00:00:00Z'",
        "2026-11-20T10:00:00Z | '1970-01-01T00:00:09Z'",
        "2026-11-20T10:00:00Z | '2026-11-20T09:54:59Z'",
        "2026-11-20T10:00:00Z | 1763632801000",
        "2026-11-20T10:00:00Z | {'at':1}",
        "1970-01-02T00:00:00Z | '2099-01-01T00:00:00Z'",
      },
      quoteCharacter = '`')
  void aTimeOfSendingThatCorrectsNoClockCostsNoEvent(String eventAt, String sentAt) {
    String written = sentAt.replace('\'', '"');
    Verdict.Good good =
        (Verdict.Good) intake.judge(json(SENT.formatted(eventAt, written)), RECEPTION);
    String at = eventAt.replace("Z", ".000Z");
    assertThat(good.row().values())
        .containsEntry(EVENT_AT, at)
        .containsEntry(EVENT_KEY, at + "#x")
        .containsEntry(PROPERTIES, "{\"sent_at_as_written\":" + written + "}");
    assertThat(good.warnings()).extracting(Fault::pointer).containsExactly("/sent_at");
    assertThat(good.row().contentHash())
        .isEqualTo(good(SENT.formatted(eventAt, "\"another\"")).contentHash());
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\" \"", "\"2026-11-20T10:00:00Z\""})
  void ofATimeOfSendingThatSaysNothingOrIsGoodNothingIsTold(String sentAt) {
    Verdict.Good good =
        (Verdict.Good)
            intake.judge(json(SENT.formatted("2026-11-20T10:00:00Z", sentAt)), RECEPTION);
    assertThat(good.warnings()).isEmpty();
    assertThat(good.row().values()).doesNotContainKey(PROPERTIES);
  }

  @Test
  void aTimeOfSendingIsToldWithoutATimeOfTheEventToo() {
    String event =
        "{\"user_id\":\"u\",\"event_type\":\"page\",\"sent_at\":\"soon\",\"sent_at_as_written\":1}";
    Verdict.Good good = (Verdict.Good) intake.judge(json(event), RECEPTION);
    assertThat(good.warnings()).hasSize(1);
    assertThat(good.row().values())
        .containsEntry(EVENT_AT, EventTime.format(NOW))
        .containsEntry(
            PROPERTIES, "{\"sent_at_as_written\":1,\"message_sent_at_as_written\":\"soon\"}");
  }

  /** It is kept beside what the plan judges. */
  @Test
  void aTimeOfSendingBreaksNoPlan(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("plan.json");
    Files.writeString(
        file, "{\"event_types\":{\"page\":{\"properties\":{\"additionalProperties\":false}}}}");
    Intake strict = new Intake(TrackingPlan.load(file.toString()), AddressPolicy.WHOLE);
    good(strict, SENT.formatted("2026-11-20T10:00:00Z", "\"soon\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'198.51.100.7, 10.0.0.1' | 198.51.100.7 | 0",
        "' 203.0.113.5:4711 ,x' | 203.0.113.5 | 0",
        "'unknown' | '' | 1",
        "'unknown, 198.51.100.7' | '' | 1",
        "['198.51.100.7'] | '' | 1",
        "7 | '' | 1",
        "'' | '' | 0",
        "' ' | '' | 0",
        "null | '' | 0",
      },
      quoteCharacter = '`')
  void anAddressIsTheEventsOrNone(String sent, String kept, int warnings) {
    String event =
        "{\"user_id\":\"u\",\"event_type\":\"page\",\"ip_address\":%s}"
            .formatted(sent.replace('\'', '"'));
    Verdict.Good good = (Verdict.Good) intake.judge(json(event), RECEPTION);
    assertThat(good.row().values().getOrDefault(IP_ADDRESS, "")).isEqualTo(kept.replace("'", ""));
    assertThat(good.row().values()).doesNotContainKey(PROPERTIES);
    assertThat(good.warnings()).hasSize(warnings);
  }

  @Test
  void boundsWhatItSaysOfAHostileEvent() {
    String name = "n".repeat(40_000);
    List<Fault> faults =
        faults(
            "{\"user_id\":\"u\",\"event_type\":\"track\",\"x\":{\"%s\":[1e4000%s]}}"
                .formatted(name, ",1e4000".repeat(50_000)));
    assertThat(faults).hasSize(21);
    assertThat(faults.getFirst().pointer()).isEqualTo("/x");
    assertThat(faults.getLast().detail()).startsWith("there may be more faults");
  }

  @Test
  void judgesAnItemsSizeBeforeTheWrite() {
    String event = "{\"user_id\":\"u\",\"event_type\":\"track\",\"text\":\"%s\"}";
    assertThat(intake.judge(json(event.formatted("x".repeat(409_600))), RECEPTION))
        .isInstanceOf(Verdict.TooLarge.class);
    good(event.formatted("x".repeat(408_000)));
  }

  @Test
  void anItemMayHaveAsManyBytesAsTheTableTakes() {
    String event = "{\"user_id\":\"u\",\"event_type\":\"track\",\"event_id\":\"e\",\"x\":\"%s\"}";
    int length = Intake.MAX_ITEM_BYTES;
    int over = tooLarge(event.formatted("x".repeat(length))).bytes() - Intake.MAX_ITEM_BYTES;

    good(event.formatted("x".repeat(length - over)));
    assertThat(tooLarge(event.formatted("x".repeat(length - over + 1))).bytes())
        .isEqualTo(Intake.MAX_ITEM_BYTES + 1);
  }

  private Verdict.TooLarge tooLarge(String text) {
    return (Verdict.TooLarge) intake.judge(json(text), RECEPTION);
  }

  @Test
  void judgesPropertiesByTheTypesSchema(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("plan.json");
    Files.writeString(
        file,
        """
        {"user_id":"integer","event_types":{"order":{"properties":{"type":"object","required":["sku"],
         "properties":{"sku":{"type":"string","pattern":"^[A-Z]+$"},"n":{"type":"integer"}},
         "additionalProperties":false}}}}""");
    Intake strict = new Intake(TrackingPlan.load(file.toString()), AddressPolicy.WHOLE);
    good(strict, "{\"user_id\":7,\"event_type\":\"order\",\"properties\":{\"sku\":\"A\"},\"n\":1}");
    good(strict, "{\"anonymous_id\":\"a\",\"event_type\":\"order\",\"sku\":\"A\"}");
    Verdict.Bad bad =
        (Verdict.Bad)
            strict.judge(
                json(
                    """
                    {"user_id":"7","event_type":"order","n":"secret","properties":{"sku":"secret","more":1}}"""),
                RECEPTION);
    assertThat(bad.faults())
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder("/user_id", "/n", "/properties/sku", "/properties");
    assertThat(bad.faults()).extracting(Fault::detail).noneMatch(d -> d.contains("secret"));
  }

  @Test
  void takesABlankOptionalTextForNone() {
    EventRow row =
        good(
            """
            {"user_id":"u","event_type":"page","referrer":"","event_name":" ","user_agent":""}""");
    assertThat(row.values())
        .doesNotContainKeys(Column.REFERRER, Column.EVENT_NAME)
        .containsEntry(USER_AGENT, "Mozilla/5.0 (test)")
        .containsEntry(IP_ADDRESS, "203.0.113.7");
  }

  @Test
  void refusesAPropertyThatIsGivenTwice() {
    assertThat(
            pointers("{\"user_id\":1,\"event_type\":\"track\",\"a\":1,\"properties\":{\"a\":2}}"))
        .containsExactly("/a");
  }

  @Property
  void aRetryIsTheSameItem(
      @ForAll @AlphaChars @StringLength(min = 1, max = 20) String user,
      @ForAll @LongRange(min = 0, max = 1_700_000_000_000L) long millis,
      @ForAll @LongRange(min = 1, max = 86_400_000) long later) {
    String at = EventTime.format(Instant.ofEpochMilli(millis));
    String event =
        "{\"user_id\":\"" + user + "\",\"event_type\":\"page\",\"event_at\":\"" + at + "\"}";
    String reordered =
        "{\"event_at\":\"" + at + "\",\"event_type\":\"page\",\"user_id\":\"" + user + "\"}";
    Reception retry = new Reception("tracker", NOW.plusMillis(later), "198.51.100.1", "other");
    EventRow first = good(event);
    EventRow second = ((Verdict.Good) intake.judge(json(reordered), retry)).row();
    assertThat(second.key()).isEqualTo(first.key());
    assertThat(second.contentHash()).isEqualTo(first.contentHash());
  }

  @Property
  void keysSortAsTheirTimes(
      @ForAll @LongRange(min = 0, max = 1_790_000_000_000L) long a,
      @ForAll @LongRange(min = 0, max = 1_790_000_000_000L) long b) {
    String first = EventTime.format(Instant.ofEpochMilli(a));
    String second = EventTime.format(Instant.ofEpochMilli(b));
    assertThat(Integer.signum(first.compareTo(second))).isEqualTo(Long.compare(a, b));
    assertThat(first).hasSize(24);
  }
}
