package trackline.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static trackline.forward.StreamEvents.change;
import static trackline.forward.StreamEvents.typed;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of tables that others write. */
class OtherTablesTest {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
  private static final String NO_FAILURES = "{\"batchItemFailures\":[]}";

  /** The seed's own. */
  private static final Path MODIFIED =
      Path.of(
          Objects.requireNonNull(System.getProperty("trackline.root")),
          "events/forward/existing-table.json");

  private static final TableMapping PURCHASES =
      TableMapping.parse(
          item(
              """
              {"*":{"user_id":["/user_id"],"event_type":["/event_type"],"event_name":["/plan"],
                    "user_agent":["/agent"]}}"""));

  private final FaultyFirehose firehose = new FaultyFirehose();
  private final FaultyS3 s3 = new FaultyS3();
  private final Invocation invocation = new Invocation();

  @Test
  void aNewItemIsAnEventWithItsKeysAndImageAmongTheProperties() throws IOException {
    assertThat(inserts(inserted("{\"id\":{\"N\":\"7\"},\"total\":{\"N\":\"12.50\"}}")))
        .isEqualTo(NO_FAILURES);
    assertThat(firehose.lines)
        .containsExactly(
            "{\"event_id\":\"orders:id1\",\"event_type\":\"row_inserted\",\"event_at\":\"2026-11-20T19:00:01.000Z\","
                + "\"received_at\":\"2026-11-20T19:00:01.000Z\",\"source\":\"table:orders\","
                + "\"properties\":\"{\\\"change\\\":\\\"INSERT\\\",\\\"keys\\\":{\\\"id\\\":7},"
                + "\\\"new_image\\\":{\\\"id\\\":7,\\\"total\\\":12.50}}\","
                + "\"device_class\":\"other\",\"is_bot\":false}");
  }

  /** Attributes named like columns are no columns, unless the mapping says so. */
  @Test
  void anotherSchemaStaysAmongTheProperties() throws IOException {
    inserts(
        inserted(
            """
            {"id":{"S":"7"},"source":{"S":"shop"},"event_id":{"N":"1"},"is_bot":{"S":"no"},
             "properties":{"M":{"a":{"NULL":true}}},"received_at":{"BOOL":true},
             "dt":{"S":"2020-01-01"},"user_agent":{"SS":["a"]}}"""));
    assertThat(line())
        .containsOnlyKeys(
            "event_id",
            "event_type",
            "event_at",
            "received_at",
            "source",
            "properties",
            "device_class",
            "is_bot")
        .containsEntry("source", "table:orders")
        .containsEntry("event_id", "orders:id1")
        .containsEntry("is_bot", false);
    assertThat(properties().path("new_image").path("properties")).hasToString("{\"a\":null}");
  }

  @Test
  void whatTheMappingNamesBecomesAColumn() throws IOException {
    inserts(
        inserted(
            """
            {"id":{"S":"7"},"user_id":{"N":"12345678901234567890123456789012345678"},
             "event_type":{"S":"purchase"},"event_at":{"S":"2026-11-20T10:00:00+01:00"}}"""));
    assertThat(line())
        .containsEntry("user_id", "12345678901234567890123456789012345678")
        .containsEntry("event_type", "purchase")
        .containsEntry("event_at", "2026-11-20T09:00:00.000Z")
        .containsEntry("received_at", "2026-11-20T19:00:01.000Z");
  }

  @Test
  void aMappingOfItsOwnGoesBeforeThatOfEveryTable() throws IOException {
    TableMapping mapping =
        TableMapping.parse(
            JSON.readTree(
                """
                {"orders":{"user_id":["/customer/id","/guests/0"],"user_agent":["/agent"]},
                 "*":{"event_type":["/id"]}}"""));
    ObjectNode record =
        inserted(
            "{\"id\":{\"S\":\"7\"},\"guests\":{\"L\":[{\"S\":\"ada\"}]},\"agent\":{\"S\":\"Googlebot/2.1\"}}");
    handle(TableChanges.INSERTS, mapping, record);
    assertThat(line())
        .containsEntry("user_id", "ada")
        .containsEntry("device_class", "bot")
        .containsEntry("event_type", "row_inserted");
  }

  /** What is none is in the image of the item still. */
  @ParameterizedTest
  @CsvSource({
    "203.0.113.5:4711, 203.0.113.5",
    "[2001:db8:0::1]:443, 2001:db8::1",
    "0:0:0:0:0:0:0:1, ::1",
    "unknown, ",
  })
  void anAddressIsWrittenAsAtTheDoors(String written, String kept) throws IOException {
    TableMapping mapping =
        TableMapping.parse(JSON.readTree("{\"orders\":{\"ip_address\":[\"/ip\"]}}"));
    ObjectNode record = inserted("{\"id\":{\"S\":\"7\"},\"ip\":{\"S\":\"" + written + "\"}}");
    handle(TableChanges.INSERTS, mapping, record);
    assertThat(line().get("ip_address")).isEqualTo(kept);
    assertThat(properties().path("new_image").path("ip").asText()).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({
    "1763634000, 2025-11-20T10:20:00.000Z",
    "1763634000.5, 2025-11-20T10:20:00.500Z",
    "1763634000123, 2025-11-20T10:20:00.123Z",
    "1763634000123456, 2025-11-20T10:20:00.123Z",
    "2025-11-20T10:20:00Z, 2025-11-20T10:20:00.000Z",
    "2025-11-20T11:20:00+0100, 2025-11-20T10:20:00.000Z",
    "20251120T102000Z, 2025-11-20T10:20:00.000Z",
    "2025-11-20, 2026-11-20T19:00:01.000Z",
    "yesterday, 2026-11-20T19:00:01.000Z",
    "-1, 2026-11-20T19:00:01.000Z",
    "1E+125, 2026-11-20T19:00:01.000Z"
  })
  void timesAreReadAsTablesHoldThem(String written, String time) throws IOException {
    String type = written.matches("[-+.E\\d]+") && !written.startsWith("2025") ? "N" : "S";
    inserts(inserted("{\"event_at\":{\"%s\":\"%s\"}}".formatted(type, written)));
    assertThat(line()).containsEntry("event_at", time);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"S\":\"2025-11-20\"} | \"2025-11-20\"",
        "{\"N\":\"-1\"} | -1",
        "{\"M\":{\"year\":{\"N\":\"2025\"}}} | {\"year\":2025}"
      })
  void whatCannotBeReadAsATimeIsKeptAndTold(String attribute, String kept) throws IOException {
    inserts(inserted("{\"event_at\":" + attribute + "}"));
    assertThat(line()).containsEntry("event_at", "2026-11-20T19:00:01.000Z");
    assertThat(properties().path("event_at_as_written")).hasToString(kept);
    assertThat(line()).containsKey("event_at_as_written");
    assertThat(invocation.logged.getLast()).contains("\"unread_times\":1");
  }

  @Test
  void aTimeThatIsReadOrNotThereIsNoneThatCannotBeRead() throws IOException {
    inserts(inserted("{\"event_at\":{\"S\":\"2025-11-20T10:20:00Z\"}}"));
    assertThat(properties().has("event_at_as_written")).isFalse();
    for (String nothing : List.of("{\"NULL\":true}", "{\"S\":\" \"}")) {
      inserts(inserted("{\"event_at\":" + nothing + "}"));
      assertThat(properties().has("event_at_as_written")).isFalse();
    }
    handle(TableChanges.ALL, TableMapping.load("default"), changed("yesterday"));
    assertThat(properties().has("event_at_as_written")).isFalse();
    assertThat(invocation.logged).noneMatch(told -> told.contains("unread_times\":1"));
  }

  private static ObjectNode changed(String eventAt) {
    return inserted("{\"event_at\":{\"S\":\"" + eventAt + "\"}}").put("eventName", "MODIFY");
  }

  /** Of several places the first that holds a time counts. */
  @Test
  void aLaterPlaceHoldsTheTime() throws IOException {
    TableMapping mapping =
        TableMapping.parse(JSON.readTree("{\"orders\":{\"event_at\":[\"/at\",\"/created\"]}}"));
    handle(
        TableChanges.INSERTS,
        mapping,
        inserted("{\"at\":{\"S\":\"soon\"},\"created\":{\"N\":\"1763634000\"}}"));
    assertThat(line()).containsEntry("event_at", "2025-11-20T10:20:00.000Z");
    assertThat(properties().has("event_at_as_written")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"M\":{}}", "{\"L\":[]}", "{\"NULL\":true}", "{\"S\":\" \"}"})
  void whatIsNoTextIsNoColumn(String userId) throws IOException {
    inserts(inserted("{\"user_id\":" + userId + "}"));
    assertThat(line()).doesNotContainKey("user_id");
  }

  @Test
  void itemsOfEveryTypeAndDepthAreKept() throws IOException {
    String deep =
        IntStream.range(0, 31).mapToObj(i -> "{\"L\":[").collect(Collectors.joining())
            + "{\"BOOL\":true}"
            + "]}".repeat(31);
    inserts(
        inserted(
            "{\"s\":{\"SS\":[\"b\"]},\"n\":{\"NS\":[\"1\",\"-2.50\"]},\"b\":{\"B\":\"AAE=\"},"
                + "\"big\":{\"N\":\"1E+125\"},\"line\":{\"S\":\"\u2028\\n{}\"},\"deep\":"
                + deep
                + "}"));
    assertThat(firehose.lines.getFirst())
        .contains("\\\"n\\\":[1,-2.50]", "\\\"b\\\":\\\"AAE=\\\"", "\\\"big\\\":1E+125")
        .doesNotContain("\u2028");
    assertThat(properties().path("new_image").path("line").asText()).isEqualTo("\u2028\n{}");
  }

  @Test
  void changesAndRemovalsAreNoEventsUnlessAskedFor() throws IOException {
    assertThat(inserts(Files.readString(MODIFIED))).isEqualTo(NO_FAILURES);
    assertThat(firehose.calls).isEmpty();
    assertThat(invocation.logged.getLast()).contains("\"ignored_modify\":1");
  }

  @Test
  void aChangeHasBothImages() throws IOException {
    assertThat(all(Files.readString(MODIFIED))).isEqualTo(NO_FAILURES);
    assertThat(line())
        .containsEntry("event_id", "test-table:1a87201789a6e14315b8038ebbd3b99d")
        .containsEntry("event_at", "2019-02-15T23:16:39.000Z")
        .containsEntry("source", "table:test-table");
    assertThat(properties())
        .isEqualTo(
            JSON.readTree(
                """
                {"change":"MODIFY","keys":{"id":"1"},
                 "new_image":{"name":"Tung Nguyen","id":"1"},
                 "old_image":{"name":"Tung","id":"1"}}"""));
  }

  /** The item's own time is that of its making. */
  @Test
  void aChangeIsDatedToWhenItChanged() throws IOException {
    ObjectNode record =
        inserted("{\"id\":{\"S\":\"7\"},\"event_at\":{\"S\":\"2026-01-01T10:00:00Z\"}}");
    handle(TableChanges.ALL, TableMapping.load("default"), record.put("eventName", "MODIFY"));
    assertThat(line()).containsEntry("event_at", "2026-11-20T19:00:01.000Z");
  }

  /** What the row tells of was counted when it was new. */
  @ParameterizedTest
  @CsvSource({
    "MODIFY, , row_modified",
    "REMOVE, , row_removed",
    "REMOVE, dynamodb.amazonaws.com, row_expired"
  })
  void aChangeOfARowIsAnEventOfItsOwnKind(String name, String principal, String type)
      throws IOException {
    ObjectNode record = purchase(name, "purchase");
    record.putObject("userIdentity").put("principalId", principal);
    handle(TableChanges.ALL, PURCHASES, record);
    assertThat(line())
        .containsEntry("event_type", type)
        .containsEntry("user_id", "ada")
        .containsEntry("device_class", "other")
        .doesNotContainKeys("event_name", "user_agent");
  }

  /** As an order that is placed, and then paid. */
  @Test
  void aRowWhoseTypeHasChangedTellsOfAnother() throws IOException {
    handle(TableChanges.ALL, PURCHASES, purchase("MODIFY", "page"));
    assertThat(line())
        .containsEntry("event_type", "purchase")
        .containsEntry("event_name", "Pro")
        .containsEntry("user_id", "ada");
  }

  @Test
  void withoutTheOldImageAChangedRowIsAChangedRow() throws IOException {
    ObjectNode record = purchase("MODIFY", "page");
    record.withObject("/dynamodb").remove("OldImage");
    handle(TableChanges.ALL, PURCHASES, record);
    assertThat(line()).containsEntry("event_type", "row_modified");
  }

  /** A change of a row that is a purchase, and was of another type before. */
  private static ObjectNode purchase(String eventName, String typeBefore) {
    String image =
        """
        {"user_id":{"S":"ada"},"event_type":{"S":"%s"},"plan":{"S":"Pro"},
         "agent":{"S":"Googlebot/2.1"}}""";
    ObjectNode record = inserted(image.formatted("purchase")).put("eventName", eventName);
    record.withObject("/dynamodb").set("OldImage", item(image.formatted(typeBefore)));
    if (eventName.equals("REMOVE")) {
      record.withObject("/dynamodb").remove("NewImage");
    }
    return record;
  }

  @Test
  void aRemovalHasWhatTheStreamGives() throws IOException {
    ObjectNode removed = ofOrders("REMOVE", "1");
    removed.withObject("/dynamodb/Keys").set("user_id", typed("S", "ada"));
    ObjectNode expired = ofOrders("REMOVE", "2");
    expired.putObject("userIdentity").put("principalId", "dynamodb.amazonaws.com");
    expired.withObject("/dynamodb/OldImage").set("user_id", typed("S", "ada"));
    all(StreamEvents.of(removed, expired, ofOrders("RENAME", "3")));
    assertThat(firehose.lines)
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .contains("\"user_id\":\"ada\"", "row_removed", "REMOVE\\\",\\\"keys"),
            second ->
                assertThat(second)
                    .contains("\"user_id\":\"ada\"", "row_expired", "EXPIRY\\\",\\\"old_im"));
    assertThat(invocation.logged.getLast()).contains("\"ignored_unknown\":1");
  }

  /** The events table is insert-only: what changes there is no event whatever the setting. */
  @Test
  void changesOfTheEventsTableAreNeverEvents() throws IOException {
    all(StreamEvents.of(change("MODIFY", "1"), change("REMOVE", "2")));
    assertThat(firehose.calls).isEmpty();
  }

  @Test
  void whatCannotBeReadGoesToQuarantine() throws IOException {
    ObjectNode noImage = ofOrders("MODIFY", "1");
    ObjectNode badOld = ofOrders("REMOVE", "2");
    badOld.withObject("/dynamodb/OldImage").set("a/b", typed("Q", "?"));
    assertThat(all(StreamEvents.of(noImage, badOld))).isEqualTo(NO_FAILURES);
    assertThat(s3.objects.values())
        .singleElement()
        .asString()
        .contains("\"reason\":\"no_new_image\"", "\"pointer\":\"/dynamodb/OldImage/a~1b\"");
  }

  @Test
  void aRetryWritesTheSameBytes() throws IOException {
    ObjectNode record = inserted("{\"id\":{\"S\":\"7\"}}");
    inserts(record);
    inserts(record);
    assertThat(firehose.lines).hasSize(2).containsOnly(firehose.lines.getFirst());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"orders\":[]}",
        "{\"orders\":{\"colour\":[\"/c\"]}}",
        "{\"orders\":{\"event_id\":[\"/id\"]}}",
        "{\"orders\":{\"user_id\":\"/id\"}}",
        "{\"orders\":{\"user_id\":[\"id\"]}}",
        "{\"a\":{},\"a\":{}}",
        "{"
      })
  void aBadMappingIsRefusedWithItsPlace(String mapping, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("mapping.json"), mapping);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableMapping.load(file.toString()))
        .withMessageStartingWith("The mapping of tables " + file + " cannot be used: ");
  }

  @Test
  void aBadSettingIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> TableChanges.of("some"));
  }

  private static ObjectNode ofOrders(String eventName, String sequenceNumber) {
    return change(eventName, sequenceNumber)
        .put(
            "eventSourceARN",
            "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2026-11-20T00:00:00.0");
  }

  private static ObjectNode inserted(String image) {
    ObjectNode record = ofOrders("INSERT", "1");
    ObjectNode item = item(image);
    record.withObject("/dynamodb").set("NewImage", item);
    if (item.has("id")) {
      record.withObject("/dynamodb/Keys").set("id", item.get("id"));
    }
    return record;
  }

  private static ObjectNode item(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String inserts(ObjectNode record) throws IOException {
    return inserts(StreamEvents.of(record));
  }

  private String inserts(String event) throws IOException {
    return handle(TableChanges.INSERTS, TableMapping.load(TableMapping.DEFAULT), event);
  }

  private String all(String event) throws IOException {
    return handle(TableChanges.ALL, TableMapping.load(TableMapping.DEFAULT), event);
  }

  private void handle(TableChanges changes, TableMapping mapping, ObjectNode record)
      throws IOException {
    handle(changes, mapping, StreamEvents.of(record));
  }

  private String handle(TableChanges changes, TableMapping mapping, String event)
      throws IOException {
    Sources sources = new Sources("events", new OtherTables(changes, mapping, CLOCK), CLOCK);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StreamEvents.handler(firehose, s3, invocation, CLOCK, sources)
        .handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), out, invocation);
    return out.toString(UTF_8);
  }

  private Map<String, Object> line() throws IOException {
    return JSON.readValue(firehose.lines.getLast(), new TypeReference<>() {});
  }

  private JsonNode properties() throws IOException {
    return JSON.readTree(String.valueOf(line().get("properties")));
  }
}
