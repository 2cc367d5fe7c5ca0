package trackline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.Fault;

class SegmentMessageTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** JSON with single quotes. */
  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SegmentMessage.Event read(String message, SegmentTime time) {
    return (SegmentMessage.Event) SegmentMessage.of(json(message), time);
  }

  private static ObjectNode event(String message) {
    return read(message, SegmentTime.BY_CLIENT).event();
  }

  private static JsonNode properties(String message) {
    return event(message).path("properties");
  }

  @Test
  void aTrackCallBecomesAnEvent() {
    assertThat(
            event(
                """
                {'type':'track','messageId':'m-1','userId':'ada','anonymousId':'a1',
                 'event':'Order Completed','timestamp':'2026-11-20T10:00:00Z',
                 'sentAt':'2026-11-20T10:00:01Z','writeKey':'secret',
                 'properties':{'revenue':'59.90','order':{'id':7}}}
                """))
        .isEqualTo(
            json(
                """
                {'event_type':'track','event_id':'m-1','user_id':'ada','anonymous_id':'a1',
                 'event_name':'Order Completed','event_at':'2026-11-20T10:00:00Z',
                 'sent_at':'2026-11-20T10:00:01Z',
                 'properties':{'revenue':'59.90','order':{'id':7}}}
                """));
  }

  @Test
  void theContextFillsTheColumnsAndWhatIsLeftIsKeptOnce() {
    ObjectNode event =
        event(
            """
            {'type':'track','context':{'ip':'198.51.100.7','userAgent':'UA','sessionId':'s',
              'page':{'url':'https://x/y','path':'/y','referrer':'','title':'T'},
              'location':{'country':'DE'},'library':{'name':'l'}}}
            """);
    assertThat(event.path("ip_address").asText()).isEqualTo("198.51.100.7");
    assertThat(event.path("user_agent").asText()).isEqualTo("UA");
    assertThat(event.path("session_id").asText()).isEqualTo("s");
    assertThat(event.path("page_url").asText()).isEqualTo("https://x/y");
    assertThat(event.path("page_path").asText()).isEqualTo("/y");
    assertThat(event.path("country").asText()).isEqualTo("DE");
    assertThat(event.path("properties"))
        .isEqualTo(json("{'context':{'page':{'title':'T'},'library':{'name':'l'}}}"));
  }

  @Test
  void aPageOfAServerTellsOfItselfInItsProperties() {
    ObjectNode event =
        event("{'type':'page','name':'Home','properties':{'url':'https://x/','path':'/'}}");
    assertThat(event.path("event_name").asText()).isEqualTo("Home");
    assertThat(event.path("page_url").asText()).isEqualTo("https://x/");
    assertThat(event.path("properties")).isEqualTo(json("{'url':'https://x/','path':'/'}"));
  }

  @Test
  void traitsGroupsAndAliasesAreKeptUnderTheirNames() {
    assertThat(properties("{'type':'identify','traits':{'first name':'Ada','n':null}}"))
        .isEqualTo(json("{'traits':{'first name':'Ada','n':null}}"));
    assertThat(properties("{'type':'group','groupId':'g','traits':{'plan':'pro'}}"))
        .isEqualTo(json("{'group_id':'g','traits':{'plan':'pro'}}"));
    assertThat(properties("{'type':'alias','previousId':'old'}"))
        .isEqualTo(json("{'previous_id':'old'}"));
  }

  @Test
  void aPropertyNeverGivesWayToAMemberOfItsName() {
    assertThat(
            properties(
                """
                {'type':'page','category':'Docs','context':{'library':{'name':'l'}},
                 'traits':{'a':1},
                 'properties':{'category':'Docs','context':'mine','traits':2,'message_traits':3}}
                """))
        .isEqualTo(
            json(
                """
                {'category':'Docs','context':'mine','traits':2,'message_traits':3,
                 'message_context':{'library':{'name':'l'}},'message_message_traits':{'a':1}}
                """));
  }

  @Test
  void whatASendingIsLikeIsNoPartOfTheEvent() {
    String message =
        "{'type':'track','messageId':'m','_metadata':{'retryCount':%d},'integrations':{}}";
    assertThat(event(message.formatted(0))).isEqualTo(event(message.formatted(1)));
    assertThat(properties(message.formatted(0))).isEmpty();
  }

  @Test
  void anIdThatIsNoneOfOursIsHashedAndKept() {
    assertThat(event("{'type':'track','messageId':'a\\ud83d'}").path("event_id").asText())
        .isEqualTo("a\ud83d");
    ObjectNode event = event("{'type':'track','messageId':'order/1 ü'}");
    assertThat(event.path("event_id").asText()).matches("[0-9a-f]{32}");
    assertThat(event.path("properties")).isEqualTo(json("{'messageId':'order/1 ü'}"));
    assertThat(event("{'type':'track','messageId':7}").path("event_id").asText()).isEqualTo("7");
    assertThat(event("{'type':'track','messageId':''}").has("event_id")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "BY_CLIENT, originalTimestamp, true",
    "BY_CLIENT, timestamp, true",
    "CORRECTED, timestamp, false",
    "CORRECTED, receivedAt, false"
  })
  void theTimeIsThatOfTheEvent(SegmentTime time, String member, boolean sentAt) {
    ObjectNode event =
        read(
                "{'type':'track','"
                    + member
                    + "':'2026-11-20T10:00:00Z','sentAt':'2026-11-20T10:00:01Z'}",
                time)
            .event();
    assertThat(event.path("event_at").asText()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(event.has("sent_at")).isEqualTo(sentAt);
    assertThat(event.path("properties").has("sentAt")).isNotEqualTo(sentAt);
  }

  /** What a time of sending is good for is judged for all doors at once. */
  @ParameterizedTest
  @ValueSource(strings = {"'2026-11-20T10:00:01Z'", "'soon'", "1763632801000", "{'at':1}"})
  void aTimeOfSendingIsHandedOnWhateverItIs(String sentAt) {
    SegmentMessage.Event read =
        read(
            "{'type':'track','timestamp':'2026-11-20T10:00:00Z','sentAt':%s}".formatted(sentAt),
            SegmentTime.BY_CLIENT);
    assertThat(read.event().path("sent_at")).isEqualTo(json(sentAt));
    assertThat(read.event().path("properties")).isEmpty();
    assertThat(read.origins().of("/sent_at")).isEqualTo("/sentAt");
  }

  private static final String TOLD_APART =
      "{'type':'track','timestamp':'2020-01-01T00:00:00Z','sentAt':'2026-11-20T10:00:01Z',"
          + "'originalTimestamp':'2026-11-20T10:00:00Z'}";

  /** A program's own time, or one that Segment has corrected, is no clock's to be corrected. */
  @Test
  void aTimeBesideThatOfTheCallIsTheEvents() {
    ObjectNode event = event(TOLD_APART);
    assertThat(event.path("event_at").asText()).isEqualTo("2020-01-01T00:00:00Z");
    assertThat(event.has("sent_at")).isFalse();
    assertThat(event.path("sent_at_as_written").asText()).isEqualTo("2026-11-20T10:00:01Z");
    assertThat(event.path("called_at_as_written").asText()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(event.path("properties")).isEmpty();
  }

  @Test
  void theSameTimeTwiceIsTheClients() {
    ObjectNode event = event(TOLD_APART.replace("2020-01-01T00", "2026-11-20T10"));
    assertThat(event.path("event_at").asText()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(event.path("sent_at").asText()).isEqualTo("2026-11-20T10:00:01Z");
  }

  @Test
  void itTakesNobodysName() {
    String taken = "{'sent_at_as_written':1,'called_at_as_written':2}";
    String message = TOLD_APART.replaceFirst("}$", ",'properties':" + taken + "}");
    ObjectNode event = event(message);
    assertThat(event.has("sent_at_as_written")).isFalse();
    assertThat(event.has("called_at_as_written")).isFalse();
    assertThat(properties(message))
        .isEqualTo(
            json(
                "{'sent_at_as_written':1,'called_at_as_written':2,"
                    + "'sentAt':'2026-11-20T10:00:01Z','originalTimestamp':'2026-11-20T10:00:00Z'}"));
  }

  @ParameterizedTest
  @CsvSource({
    "originalTimestamp, timestamp, BY_CLIENT",
    "timestamp, receivedAt, CORRECTED",
  })
  void ofTwoTimesTheOneThatCanBeReadCounts(String first, String second, SegmentTime time) {
    String message =
        "{'type':'track','%s':'2026-11-20T10:00:00','%s':'2026-11-20T10:00:01Z'}"
            .formatted(first, second);
    ObjectNode event = read(message, time).event();
    assertThat(event.path("event_at").asText()).isEqualTo("2026-11-20T10:00:01Z");
    assertThat(event.path("properties").path(first).asText()).isEqualTo("2026-11-20T10:00:00");
    String neither = message.replace(":01Z", ":01");
    assertThat(read(neither, time).event().path("event_at").asText())
        .isEqualTo("2026-11-20T10:00:00");
  }

  @Test
  void numbersAreTextsWhereTextsAreWanted() {
    ObjectNode event =
        event(
            """
            {'type':'track','userId':7,'anonymousId':1.5,'messageId':12,'event':404,
             'context':{'sessionId':1796046351774,'page':{'path':7}}}
            """);
    assertThat(event.path("user_id").isIntegralNumber()).isTrue();
    assertThat(event.path("anonymous_id").textValue()).isEqualTo("1.5");
    assertThat(event.path("event_id").textValue()).isEqualTo("12");
    assertThat(event.path("event_name").textValue()).isEqualTo("404");
    assertThat(event.path("session_id").textValue()).isEqualTo("1796046351774");
    assertThat(event.path("page_path").textValue()).isEqualTo("7");
    assertThat(event.path("properties")).isEmpty();
    assertThat(event("{'type':'page','userId':7.5,'name':1}").path("user_id").textValue())
        .isEqualTo("7.5");
  }

  @Test
  void emptyArraysAreEmptyObjects() {
    assertThat(event("{'type':'track','properties':[],'traits':[],'context':[],'integrations':[]}"))
        .isEqualTo(json("{'event_type':'track','properties':{'traits':{}}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'userId':'u','mergeProperties':[{'type':'email','value':'a@b.c'},{'type':'m','value':'1'}]"
            + "|a@b.c",
        "'userId':'u','mergeProperties':[{'type':'id','value':'u'},{'type':'device','value':7}]|7",
        "'userId':'u','previousId':'p','mergeProperties':[{'type':'id','value':'x'}]|p",
        "'userId':'u','mergeProperties':{'value':{'value':1}}|",
        "'userId':'u'|"
      })
  void rudderstacksMergeIsAnAlias(String members, String previousId) {
    ObjectNode event = event("{'type':'merge'," + members + "}");
    assertThat(event.path("event_type").asText()).isEqualTo("alias");
    assertThat(event.path("user_id").asText()).isEqualTo("u");
    assertThat(event.path("properties").path("previous_id").asText(null)).isEqualTo(previousId);
    assertThat(event.path("properties").path("mergeProperties"))
        .isEqualTo(json("{" + members + "}").path("mergeProperties"));
  }

  @Test
  void faultsArePointedAtInTheMessage() {
    Origins origins =
        read(
                "{'type':'identify','context':{'userAgent':'x'},'traits':{'a/b':1},'properties':{}}",
                SegmentTime.BY_CLIENT)
            .origins();
    assertThat(origins.of("/user_id")).isEqualTo("/userId");
    assertThat(origins.of("/event_type")).isEqualTo("/type");
    assertThat(origins.of("/event_at")).isEqualTo("/timestamp");
    assertThat(origins.of("/user_agent")).isEqualTo("/context/userAgent");
    assertThat(origins.of("/properties/traits/a~1b")).isEqualTo("/traits/a~1b");
    assertThat(origins.of("/properties/other")).isEqualTo("/properties/other");
    assertThat(origins.of("")).isEmpty();
  }

  @Test
  void aDeleteAsksForErasureUnderEachId() {
    assertThat(SegmentMessage.of(json("{'type':'delete','userId':7,'anonymousId':'a'}"), CLIENT))
        .isEqualTo(new SegmentMessage.Erasure(List.of("7", "anon:a")));
    assertThat(SegmentMessage.of(json("{'type':'delete','userId':' '}"), CLIENT))
        .isInstanceOf(SegmentMessage.RefusedErasure.class);
  }

  private static final SegmentTime CLIENT = SegmentTime.BY_CLIENT;

  @ParameterizedTest
  @ValueSource(strings = {"7", "[]", "null", "{}", "{'type':'vote'}", "{'type':7}", "{'type':''}"})
  void whatIsNoMessageIsUnfit(String message) {
    SegmentMessage read = SegmentMessage.of(json(message), CLIENT);
    assertThat(read).isInstanceOf(SegmentMessage.Unfit.class);
    List<Fault> faults = ((SegmentMessage.Unfit) read).faults();
    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst().pointer()).isEqualTo(message.startsWith("{") ? "/type" : "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'type':'track','properties':7}", "{'type':'track','properties':['a']}"})
  void propertiesThatAreNoObjectAreLeftToTheJudgement(String message) {
    assertThat(properties(message)).isEqualTo(json(message).path("properties"));
  }

  /** What is kept of it is judged for all doors at once. */
  @ParameterizedTest
  @ValueSource(
      strings = {"'198.51.100.7'", "'198.51.100.7, 10.0.0.1'", "'unknown'", "''", "['x']", "null"})
  void anAddressGoesOutOfTheContextWhateverItIs(String ip) {
    ObjectNode event = event("{'type':'track','context':{'ip':" + ip + "}}");
    assertThat(event.path("ip_address")).isEqualTo(json(ip));
    assertThat(event.path("properties")).isEmpty();
  }
}
