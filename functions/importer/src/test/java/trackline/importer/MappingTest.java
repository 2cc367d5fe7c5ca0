package trackline.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.aws.QuarantineReason;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.importer.Judge.Judged;
import trackline.intake.AddressPolicy;

class MappingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private static final String START =
      """
      {"organizationId": "482f2a38", "eventTime": "2022-11-19T23:23:16.792323Z",
       "appId": "e0cef201", "sessionId": "69175e43", "type": "session_start",
       "actorId": "dd445fb0", "appEventId": "04368795-905c", "ipAddresses": ["52.9.13.199"],
       "kind": "Session", "defaultMetrics": {"/on-start.json": {"04368795": {"count": 1}}}}""";

  @Test
  void airkitsFieldsBecomeColumnsAndTheRestProperties() throws IOException {
    EventRow row = row("airkit", START);

    assertThat(row.values())
        .containsEntry(Column.EVENT_AT, "2022-11-19T23:23:16.792Z")
        .containsEntry(Column.EVENT_ID, "04368795-905c")
        .containsEntry(Column.USER_ID, "dd445fb0")
        .containsEntry(Column.SESSION_ID, "69175e43")
        .containsEntry(Column.EVENT_TYPE, "session_start")
        .containsEntry(Column.IP_ADDRESS, "52.9.13.199")
        .containsEntry(Column.SOURCE, "airkit");
    assertThat(JSON.readTree(row.get(Column.PROPERTIES)))
        .isEqualTo(
            JSON.readTree(
                """
                {"organizationId": "482f2a38", "appId": "e0cef201", "kind": "Session",
                 "defaultMetrics": {"/on-start.json": {"04368795": {"count": 1}}}}"""));
  }

  @Test
  void aSessionStandsForAUserWhereNoneIsKnown() throws IOException {
    assertThat(row("airkit", with(START, "actorId", "null")).get(Column.USER_ID))
        .isEqualTo("69175e43");
    assertThat(row("airkit", with(START, "actorId", "\" \"")).get(Column.USER_ID))
        .isEqualTo("69175e43");
  }

  /** The same content is the same event, whatever else is around it. */
  @Test
  void anEventWithoutAnIdGetsOneByItsContent() throws IOException {
    String without = with(START, "appEventId", "null");
    String id = row("airkit", without).get(Column.EVENT_ID);

    assertThat(id).matches("[0-9a-f]{32}");
    assertThat(row("airkit", JSON.readTree(without).toPrettyString()).get(Column.EVENT_ID))
        .isEqualTo(id);
    assertThat(row("airkit", with(without, "appId", "\"another\"")).get(Column.EVENT_ID))
        .isNotEqualTo(id);
  }

  @Test
  void anIdOfAnotherFormIsKept() throws IOException {
    EventRow row = row("airkit", with(START, "appEventId", "\"an id / with blanks\""));

    assertThat(row.get(Column.EVENT_ID)).matches("[0-9a-f]{32}");
    assertThat(row.get(Column.PROPERTIES)).contains("an id / with blanks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"web.hook:odd", "a b-c", "session_end", "häufig"})
  void anyTypeIsTakenWhole(String type) throws IOException {
    assertThat(row("airkit", with(START, "type", "\"" + type + "\"")).get(Column.EVENT_TYPE))
        .isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web#hook/odd", "*"})
  void aTypeThatIsNoNameIsKeptInQuarantine(String type) throws IOException {
    assertThat(judge("airkit", with(START, "type", "\"" + type + "\"")))
        .isInstanceOfSatisfying(
            Judged.Refused.class,
            refused -> {
              assertThat(refused.entry().reason()).isEqualTo(QuarantineReason.INVALID);
              assertThat(refused.entry().pointer()).isEqualTo("/type");
              assertThat(refused.entry().detail()).startsWith("is no name for an event type");
            });
  }

  /** A file's other events are imported, whatever one of them is made for. */
  @Test
  void whatAPlanCannotJudgeIsKeptInQuarantine(@TempDir Path folder) throws IOException {
    String mapping =
        """
        {"source": "shop", "columns": {"event_at": ["/at"], "user_id": ["/user"],
          "event_type": ["/kind"], "event_name": ["/name"]},
         "plan": {"event_types": {"sale": {"properties":
          {"properties": {"no": {"pattern": "^((a|b)|c|(a|d))*$"}}}}}}}""";
    String file = Files.writeString(folder.resolve("m.json"), mapping).toString();
    String sale =
        """
        {"at": "2026-11-20T10:00:00Z", "user": "u", "kind": "sale", "name": "n", "no": "ab"}""";

    row(file, sale);
    assertThat(judge(file, with(sale, "no", "\"" + "a".repeat(8_000) + "\"")))
        .isInstanceOfSatisfying(
            Judged.Refused.class,
            refused -> {
              assertThat(refused.entry().reason()).isEqualTo(QuarantineReason.INVALID);
              assertThat(refused.entry().detail())
                  .startsWith("cannot be judged by the plan's schema");
            });
    assertThat(judge(file, with(sale, "name", "\"" + "x".repeat(257) + "\"")))
        .isInstanceOfSatisfying(
            Judged.Refused.class,
            refused -> assertThat(refused.entry().pointer()).isEqualTo("/name"));
  }

  @Test
  void loginsAreInTheHistory() throws IOException {
    assertThat(row("airkit", with(START, "type", "\"login\"")).history()).isTrue();
    assertThat(row("airkit", START).history()).isFalse();
  }

  @Test
  void noAddressIsKeptBesideItsPolicy() throws IOException {
    String event = with(START, "ipAddresses", "[\"52.9.13.199\",\"10.0.0.1\"]");
    Judge judge = new Judge(Mapping.load("airkit"), AddressPolicy.DROPPED);
    Judge.Judged judged =
        judge.judge(
            new Item.Piece(0, event.length(), event.getBytes(StandardCharsets.UTF_8)),
            Instant.parse("2026-11-20T10:00:00Z"));

    assertThat(judged).isInstanceOf(Judge.Judged.Event.class);
    assertThat(((Judge.Judged.Event) judged).row().values().toString()).doesNotContain("10.0.0.1");
  }

  @Test
  void whatIsNoAddressIsKeptUnderNoPolicyButTheWholeOne() throws IOException {
    String event = with(START, "ipAddresses", "[\"no address\",\"10.0.0.1\"]");
    Judge judge = new Judge(Mapping.load("airkit"), AddressPolicy.CUT);
    Judge.Judged judged =
        judge.judge(
            new Item.Piece(0, event.length(), event.getBytes(StandardCharsets.UTF_8)),
            Instant.parse("2026-11-20T10:00:00Z"));

    assertThat(judged).isInstanceOf(Judge.Judged.Event.class);
    assertThat(((Judge.Judged.Event) judged).row().values().toString())
        .doesNotContain("no address", "10.0.0.1");
  }

  @Test
  void furtherAddressesAndMembersNamedLikeColumnsStayProperties() throws IOException {
    String event = with(START, "ipAddresses", "[\"52.9.13.199\",\"10.0.0.1\"]");
    EventRow row =
        row("airkit", with(with(event, "properties", "{\"a\":1}"), "user_id", "\"theirs\""));

    assertThat(row.get(Column.USER_ID)).isEqualTo("dd445fb0");
    JsonNode properties = JSON.readTree(row.get(Column.PROPERTIES));
    assertThat(properties.path("ipAddresses")).isEqualTo(JSON.readTree("[\"10.0.0.1\"]"));
    assertThat(properties.path("properties")).isEqualTo(JSON.readTree("{\"a\":1}"));
    assertThat(properties.path("user_id").asText()).isEqualTo("theirs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sessionId|1796046351774|session_id|1796046351774",
        "ipAddresses|[\"203.0.113.5:4711\"]|ip_address|203.0.113.5",
        "ipAddresses|[\"[2001:db8:0:0::1]:443\"]|ip_address|2001:db8::1",
        "ipAddresses|[\"203.0.113.5, 10.0.0.1\"]|ip_address|203.0.113.5",
        "ipAddresses|[\"no address\"]|properties|\"ipAddresses\":[\"no address\"]",
        "appId|\"nice \\ud83d\"|properties|nice \ufffd",
        "more|{\"a\\ud83d\":1e300}|properties|{\"a\ufffd\":1E+300}"
      })
  void whatVendorsWriteIsReadAsAtEveryDoor(String name, String value, String column, String kept)
      throws IOException {
    assertThat(judge("airkit", with(START, name, value)))
        .isInstanceOfSatisfying(
            Judged.Event.class,
            event ->
                assertThat(event.row().get(Column.named(column).orElseThrow())).contains(kept));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eventTime|\"yesterday\"|/eventTime",
        "eventTime|5|/eventTime",
        "type|null|/type",
        "type|{}|/type",
        "appId|1e4000|/appId"
      })
  void whatIsWrongIsPointedAtInTheVendorsForm(String name, String value, String pointer)
      throws IOException {
    assertThat(judge("airkit", with(START, name, value)))
        .isInstanceOfSatisfying(
            Judged.Refused.class,
            refused -> {
              assertThat(refused.entry().reason()).isEqualTo(QuarantineReason.INVALID);
              assertThat(refused.entry().pointer()).isEqualTo(pointer);
              assertThat(refused.entry().raw()).asString(UTF_8).contains("organizationId");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"a\":1}]|invalid",
        "{\"a\":tru}|unreadable",
        "{\"a\":1,\"a\":2}|unreadable",
        "{\"a\":NaN}|unreadable"
      })
  void whatIsNoGoodObjectIsRefused(String object, String reason) {
    assertThat(judge("airkit", object))
        .isInstanceOfSatisfying(
            Judged.Refused.class,
            refused -> assertThat(refused.entry().reason().word()).isEqualTo(reason));
  }

  /** Another vendor's export is another file, with places, times and a plan of its own. */
  @Test
  void aSecondFormatIsASecondFile() throws IOException {
    String sale =
        """
        {"receipt": {"no": 4711, "printer": "p1"}, "at": 1795175996792, "kind": "sale",
         "customer": {"phone": "+43 1"}, "till": "North 2", "total": 12.50,
         "shop": {"country": "AT"}, "tags": ["visit-9", "203.0.113.9", "vip"]}""";
    EventRow row = row("tillroll", sale);

    assertThat(row.values())
        .containsEntry(Column.SOURCE, "tillroll")
        .containsEntry(Column.EVENT_ID, "4711")
        .containsEntry(Column.USER_ID, "+43 1")
        .containsEntry(Column.EVENT_TYPE, "sale")
        .containsEntry(Column.EVENT_NAME, "North 2")
        .containsEntry(Column.COUNTRY, "AT")
        .containsEntry(Column.SESSION_ID, "visit-9")
        .containsEntry(Column.IP_ADDRESS, "203.0.113.9")
        .containsEntry(Column.EVENT_AT, "2026-11-20T11:59:56.792Z");
    assertThat(row.history()).isTrue();
    assertThat(row.get(Column.PROPERTIES))
        .isEqualTo("{\"receipt\":{\"printer\":\"p1\"},\"total\":12.50,\"tags\":[\"vip\"]}");
    assertThat(judge("tillroll", with(sale, "kind", "\"gift\"")))
        .isInstanceOf(Judged.Refused.class);
    assertThat(judge("tillroll", with(sale, "total", "null"))).isInstanceOf(Judged.Event.class);
    assertThat(judge("tillroll", with(sale, "at", "9223372036854775807")))
        .isInstanceOf(Judged.Refused.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|source",
        "{\"source\":\"x\",\"other\":1}|other",
        "{\"source\":\"x\",\"columns\":{\"nothing\":[\"/a\"]}}|nothing",
        "{\"source\":\"x\",\"columns\":{\"event_key\":[\"/a\"]}}|event_key",
        "{\"source\":\"x\",\"columns\":{\"user_id\":[]}}|user_id",
        "{\"source\":\"x\",\"columns\":{\"user_id\":[\"a\"]}}|a",
        "{\"source\":\"x\",\"time\":\"soon\",\"columns\":{}}|time",
        "{\"source\":\"x\",\"columns\":{}}|it is no object"
      })
  void aMappingThatCannotBeUsedSaysWhy(String mapping, String why, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("m.json"), mapping);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mapping.load(file.toString()))
        .withMessageContaining(why);
  }

  @Test
  void theLongestPrefixDecides() {
    Mappings mappings =
        Mappings.of(
            "landing/=airkit, landing/shop/=tillroll, other/a=b/=airkit", AddressPolicy.WHOLE);

    assertThat(mappings.judge(landed("landing", "x"))).isPresent();
    assertThat(mappings.judge(landed("landing", "shop/x")))
        .isNotEqualTo(mappings.judge(landed("landing", "x")));
    assertThat(mappings.judge(landed("other", "a=b/x"))).isPresent();
    assertThat(mappings.judge(landed("elsewhere", "x"))).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mappings.of("airkit", AddressPolicy.WHOLE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mappings.of("a/=nothing", AddressPolicy.WHOLE));
  }

  private static Landed landed(String bucket, String key) {
    return new Landed(bucket, key, "e", 1);
  }

  private static String with(String event, String name, String value)
      throws JsonProcessingException {
    ObjectNode object = (ObjectNode) JSON.readTree(event);
    object.putRawValue(name, new com.fasterxml.jackson.databind.util.RawValue(value));
    return object.toString();
  }

  private static EventRow row(String mapping, String event) {
    assertThat(judge(mapping, event)).isInstanceOf(Judged.Event.class);
    return ((Judged.Event) judge(mapping, event)).row();
  }

  private static Judged judge(String mapping, String event) {
    byte[] bytes = event.getBytes(UTF_8);
    return new Judge(Mapping.load(mapping), AddressPolicy.WHOLE)
        .judge(new Item.Piece(0, bytes.length, bytes), NOW);
  }
}
