package trackline.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static trackline.forward.StreamEvents.change;
import static trackline.forward.StreamEvents.insert;
import static trackline.forward.StreamEvents.typed;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardHandlerTest {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
  private static final String NO_FAILURES = "{\"batchItemFailures\":[]}";

  /** How the SHA-256 of the stream's ARN begins. */
  private static final String STREAM = "b0ef33ce";

  private final FaultyFirehose firehose = new FaultyFirehose();
  private final FaultyS3 s3 = new FaultyS3();
  private final Invocation invocation = new Invocation();
  private final ForwardHandler handler = StreamEvents.handler(firehose, s3, invocation, CLOCK);

  @Test
  void sendsNewItemsAsLines() throws IOException {
    assertThat(handle(StreamEvents.of(insert("1"), insert("2")))).isEqualTo(NO_FAILURES);
    assertThat(firehose.lines)
        .containsExactly(
            "{\"event_id\":\"e1\",\"event_type\":\"row_inserted\","
                + "\"event_at\":\"2026-11-20T10:00:00.000Z\",\"source\":\"tracker\","
                + "\"device_class\":\"other\",\"is_bot\":false,\"x\":\"v\"}",
            "{\"event_id\":\"e2\",\"event_type\":\"row_inserted\","
                + "\"event_at\":\"2026-11-20T10:00:00.000Z\",\"source\":\"tracker\","
                + "\"device_class\":\"other\",\"is_bot\":false,\"x\":\"v\"}");
    assertThat(firehose.calls).containsExactly(1);
  }

  @Test
  void derivesTheDeviceAndLeavesOutWhatServesTheTable() throws IOException {
    ObjectNode record = insert("1");
    ObjectNode image = record.withObject("/dynamodb/NewImage");
    image.set("user_agent", typed("S", "Mozilla/5.0 (compatible; Googlebot/2.1)"));
    image.set("history_key", typed("S", "login#…"));
    image.set("content_hash", typed("S", "abc"));
    handle(StreamEvents.of(record));
    assertThat(line())
        .containsEntry("device_class", "bot")
        .containsEntry("browser_name", "Googlebot")
        .containsEntry("is_bot", true)
        .doesNotContainKeys("history_key", "content_hash");
  }

  @Test
  void completesRowsThatOthersPutIntoTheEventsTable() throws IOException {
    ObjectNode record = insert("1");
    ObjectNode image = record.withObject("/dynamodb/NewImage");
    image.removeAll().set("user_id", typed("N", "12345678901234567890123456789012345678"));
    image.set("total", typed("N", "1E+125"));
    handle(StreamEvents.of(record));
    assertThat(firehose.lines)
        .containsExactly(
            "{\"event_id\":\"events:id1\",\"user_id\":\"12345678901234567890123456789012345678\","
                + "\"event_type\":\"row_inserted\","
                + "\"event_at\":\"2026-11-20T19:00:01.000Z\",\"source\":\"table:events\","
                + "\"device_class\":\"other\",\"is_bot\":false,\"total\":1E+125}");
  }

  @ParameterizedTest
  @CsvSource({
    "S, 2026-11-20T12:30:00+02:00, 2026-11-20T10:30:00.000Z",
    "S, 2026-11-20T10:30Z, 2026-11-20T10:30:00.000Z",
    "S, 2026-11-20T10:30:00.123456Z, 2026-11-20T10:30:00.123Z",
    "N, 1763634000, 2025-11-20T10:20:00.000Z",
    "S, 1763634000123, 2025-11-20T10:20:00.123Z",
  })
  void aTimeThatOthersPutIntoTheEventsTableIsWrittenAsOurs(String type, String written, String time)
      throws IOException {
    ObjectNode record = insert("1");
    record.withObject("/dynamodb/NewImage").set("event_at", typed(type, written));
    assertThat(handle(StreamEvents.of(record))).isEqualTo(NO_FAILURES);
    assertThat(line()).containsEntry("event_at", time).doesNotContainKey("event_at_as_written");
  }

  /** Between two days of a window as texts lies much that is no day. */
  @ParameterizedTest
  @CsvSource({
    "S, 2026-11-1T10:00:00Z",
    "S, 2026-11-31T10:00:00.000Z",
    "S, 2026-11-20 10:00",
    "S, 2026-11-20",
    "S, yesterday",
    "S, ' '",
    "N, -1",
    "N, 1E+125",
  })
  void whatIsNoTimeIsTheTimeOfTheWritingAndStaysInTheLine(String type, String written)
      throws IOException {
    ObjectNode record = insert("1");
    record.withObject("/dynamodb/NewImage").set("event_at", typed(type, written));
    assertThat(handle(StreamEvents.of(record))).isEqualTo(NO_FAILURES);
    assertThat(line()).containsEntry("event_at", "2026-11-20T19:00:01.000Z");
    assertThat(firehose.lines.getLast())
        .endsWith(
            "\"event_at_as_written\":"
                + (type.equals("N") ? written : "\"" + written + "\"")
                + "}");
    assertThat(s3.objects).isEmpty();
  }

  @Test
  void anItemOfEveryTypeBecomesALine() throws IOException {
    String typed =
        """
        {"M":{"s":{"SS":["b","a"]},"n":{"NS":["1","-2.50"]},"b":{"B":"AAE="},"bs":{"BS":["AA=="]},
         "l":{"L":[{"NULL":true},{"BOOL":true},{"S":"\u2028\\n{}"}]}}}""";
    handle(StreamEvents.of(insert("1", (ObjectNode) JSON.readTree(typed))));
    assertThat(firehose.lines.getFirst())
        .endsWith(
            "\"x\":{\"s\":[\"b\",\"a\"],\"n\":[1,-2.50],\"b\":\"AAE=\",\"bs\":[\"AA==\"],"
                + "\"l\":[null,true,\"\\u2028\\n{}\"]}}");
  }

  @Test
  void countsWhatIsNoNewItem() throws IOException {
    ObjectNode expired = change("REMOVE", "4");
    expired.putObject("userIdentity").put("principalId", "dynamodb.amazonaws.com");
    String event =
        StreamEvents.of(
            change("MODIFY", "1"),
            change("MODIFY", "2"),
            change("REMOVE", "3"),
            expired,
            change("RENAME", "5"));
    assertThat(handle(event)).isEqualTo(NO_FAILURES);
    assertThat(firehose.calls).isEmpty();
    assertThat(log())
        .containsEntry("records", 5)
        .containsEntry("records_size", 0)
        .containsEntry("ignored_modify", 2)
        .containsEntry("ignored_remove", 1)
        .containsEntry("ignored_expiry", 1)
        .containsEntry("ignored_unknown", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"Records\":[]}", "{\"Records\":null}", "{}"})
  void nothingIsASuccess(String event) throws IOException {
    assertThat(handle(event)).isEqualTo(NO_FAILURES);
    assertThat(firehose.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{\"Records\":",
        "{} {}",
        "{\"Records\":{}}",
        "{\"Records\":[1]}",
        "{\"version\":\"2.0\",\"rawPath\":\"/v1/events\"}",
        "{\"Records\":[{\"eventSource\":\"aws:s3\",\"s3\":{}}]}",
        "{\"Records\":[{\"eventSource\":\"aws:kinesis\",\"kinesis\":{\"data\":\"\"}}]}",
        "{\"Records\":[{}]}"
      })
  void whatIsNoStreamEventIsThrown(String event) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> handle(event))
        .withMessageStartingWith("This is not an event of a DynamoDB stream: ");
  }

  @Test
  void quarantinesAnInsertWithoutAnImage() throws IOException {
    ObjectNode record = change("INSERT", "17");
    assertThat(handle(StreamEvents.of(record, insert("18")))).isEqualTo(NO_FAILURES);
    assertThat(firehose.lines).hasSize(1);
    assertThat(quarantined("17"))
        .containsEntry("door", "forward")
        .containsEntry("reason", "no_new_image")
        .containsEntry("sequence_number", "17")
        .containsEntry("raw", record.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "[]", "\"\"", "\"x\"", "7", "true"})
  void whatIsNoImageIsNone(String image) throws IOException {
    ObjectNode record = change("INSERT", "17");
    record.withObject("/dynamodb").set("NewImage", JSON.readTree(image));
    assertThat(handle(StreamEvents.of(record))).isEqualTo(NO_FAILURES);
    assertThat(firehose.lines).isEmpty();
    assertThat(quarantined("17"))
        .containsEntry("reason", "no_new_image")
        .containsEntry("raw", record.toString());
    assertThat(log()).containsEntry("quarantined", 1);
  }

  /** The images of keys and of what was there before are not what was inserted. */
  @Test
  void otherImagesDoNotStandInForTheNewOne() throws IOException {
    ObjectNode record = change("INSERT", "17");
    ObjectNode stream = record.withObject("/dynamodb");
    stream.putObject("Keys").set("user_id", typed("S", "u"));
    stream.putObject("OldImage").set("user_id", typed("S", "u"));
    assertThat(handle(StreamEvents.of(record))).isEqualTo(NO_FAILURES);
    assertThat(firehose.lines).isEmpty();
    assertThat(quarantined("17")).containsEntry("reason", "no_new_image");
  }

  @Test
  void quarantinesAnImageThatIsAList() throws IOException {
    ObjectNode record = change("INSERT", "17");
    record.withObject("/dynamodb").putArray("NewImage").add(typed("S", "secret"));
    assertThat(handle(StreamEvents.of(record))).isEqualTo(NO_FAILURES);
    assertThat(quarantined("17"))
        .containsEntry("reason", "unreadable")
        .containsEntry("pointer", "/dynamodb/NewImage")
        .containsEntry("raw", record.toString());
    assertThat(invocation.logged).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void quarantinesAnUnknownType() throws IOException {
    assertThat(handle(StreamEvents.of(insert("17", typed("Q", "?"))))).isEqualTo(NO_FAILURES);
    assertThat(quarantined("17"))
        .containsEntry("reason", "unreadable")
        .containsEntry("pointer", "/dynamodb/NewImage/x")
        .containsEntry("event_id", "e17");
    assertThat(log()).containsEntry("quarantined", 1).containsEntry("quarantine_failed", 0);
  }

  /** Measured in bytes, not in characters. */
  @Test
  void quarantinesALineThatNoRecordCanHold() throws IOException {
    int frame = frame();
    String fits = "é".repeat((1_024_000 - frame) / 2);
    assertThat(
            handle(
                StreamEvents.of(
                    insert("1", typed("S", fits)), insert("2", typed("S", fits + "é")))))
        .isEqualTo(NO_FAILURES);
    assertThat(firehose.lines).hasSize(1);
    assertThat(quarantined("2")).containsEntry("reason", "too_large");
    assertThat(log()).containsEntry("records_size", 1).containsEntry("quarantined", 1);
  }

  private int frame() throws IOException {
    handle(StreamEvents.of(insert("1", typed("S", ""))));
    return firehose.lines.removeFirst().length() + 1;
  }

  @Test
  void reportsWhatQuarantineDidNotTake() throws IOException {
    s3.takes = 0;
    String event = StreamEvents.of(insert("9"), change("INSERT", "11"), change("INSERT", "10"));
    assertThat(handle(event)).isEqualTo(failure("10"));
    assertThat(firehose.lines).hasSize(1);
    assertThat(log()).containsEntry("quarantined", 0).containsEntry("quarantine_failed", 2);
  }

  /** A put each would use up the function's time when S3 is slow. */
  @Test
  void aHundredRefusedRecordsAreOneObject() throws IOException {
    ObjectNode[] records =
        IntStream.range(0, 100)
            .mapToObj(i -> change("INSERT", String.valueOf(108 - i)))
            .toArray(ObjectNode[]::new);
    assertThat(handle(StreamEvents.of(records))).isEqualTo(NO_FAILURES);
    assertThat(s3.calls).isEqualTo(1);
    assertThat(s3.objects).containsOnlyKeys(key("9"));
    assertThat(keptIn(key("9")))
        .hasSize(100)
        .startsWith("108")
        .endsWith("9")
        .doesNotHaveDuplicates();
    assertThat(log()).containsEntry("quarantined", 100).containsEntry("quarantine_failed", 0);
  }

  /** Forward reads more tables than one, and each stream has its own numbers. */
  @Test
  void equalNumbersOfTwoStreamsAreTwoObjects() throws IOException {
    ObjectNode other = change("INSERT", "9");
    String arn = other.path("eventSourceARN").asText();
    other.put("eventSourceARN", arn.replace("/stream/2026-11-20", "/stream/2026-11-21"));
    handle(StreamEvents.of(change("INSERT", "9")));
    handle(StreamEvents.of(other));
    assertThat(s3.objects).hasSize(2).containsKey(key("9"));
  }

  @Test
  void aRefusedRecordWithoutASequenceNumberIsKeptBesideOthers() throws IOException {
    ObjectNode placeless = change("INSERT", "");
    assertThat(handle(StreamEvents.of(placeless, change("INSERT", "7")))).isEqualTo(NO_FAILURES);
    assertThat(keptIn(key("7")))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("none-"),
            second -> assertThat(second).isEqualTo("7"));
    handle(StreamEvents.of(placeless));
    assertThat(s3.objects.keySet()).last().asString().contains("/forward-none-");
  }

  /** Nothing can be said of its place, and Lambda repeats the whole batch of an exception. */
  @Test
  void aRecordWithoutASequenceNumberThatIsNotKeptIsNoSuccess() {
    s3.takes = 0;
    ObjectNode placeless = change("INSERT", "");
    for (ObjectNode beside : List.of(insert("7"), change("INSERT", "7"), change("MODIFY", "7"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> handle(StreamEvents.of(placeless, beside)));
    }
    assertThat(s3.objects).isEmpty();
  }

  private List<String> keptIn(String key) {
    return s3.objects
        .getOrDefault(key, "")
        .lines()
        .map(ForwardHandlerTest::sequenceNumber)
        .toList();
  }

  private static String sequenceNumber(String line) {
    try {
      return JSON.readTree(line).path("sequence_number").asText();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void resendsWhatFailedAndThenReportsNothing() throws IOException {
    firehose.fail(List.of(place -> true, FaultyFirehose.THROTTLED));
    assertThat(handle(StreamEvents.of(insert("1")))).isEqualTo(NO_FAILURES);
    assertThat(firehose.lines).hasSize(1);
    assertThat(log()).containsEntry("resent", 2).containsEntry("failed_put_count", 0);
  }

  @Test
  void reportsTheLowestSequenceNumberComparedAsNumbers() throws IOException {
    firehose.fail(Collections.nCopies(1_000, FaultyFirehose.THROTTLED));
    String event = StreamEvents.of(insert("100000000000000000000000000000"), insert("99"));
    assertThat(handle(event)).isEqualTo(failure("99"));
    assertThat(log())
        .containsEntry("records_size", 2)
        .containsEntry("failed_put_count", 2)
        .containsEntry("failure", "ServiceUnavailableException");
  }

  @Test
  void theSameRecordTwiceIsTheSameLineTwice() throws IOException {
    assertThat(handle(StreamEvents.of(insert("1"), insert("1")))).isEqualTo(NO_FAILURES);
    assertThat(firehose.lines).hasSize(2).containsOnly(firehose.lines.getFirst());
  }

  /** Killed after the put and before the return: the retry sends what queries know as the same. */
  @Test
  void aRetryWritesTheSameBytes() throws IOException {
    ObjectNode foreign = insert("1");
    foreign.withObject("/dynamodb/NewImage").removeAll().set("id", typed("N", "1"));
    handle(StreamEvents.of(foreign, change("INSERT", "2")));
    handle(StreamEvents.of(foreign, change("INSERT", "2")));
    assertThat(firehose.lines).hasSize(2).containsOnly(firehose.lines.getFirst());
    assertThat(s3.objects).hasSize(1);
  }

  @Test
  void packsAFullBatchOf10000IntoFewRecords() throws IOException {
    ObjectNode[] records =
        IntStream.range(0, 10_000)
            .mapToObj(i -> insert(String.valueOf(i), typed("S", "v".repeat(400))))
            .toArray(ObjectNode[]::new);
    assertThat(handle(StreamEvents.of(records))).isEqualTo(NO_FAILURES);
    assertThat(firehose.lines).hasSize(10_000);
    assertThat(firehose.calls.stream().mapToInt(Integer::intValue).sum()).isLessThan(60);
  }

  @Test
  void logsLinesWithoutValues() throws IOException {
    handle(StreamEvents.of(insert("1", typed("S", "secret")), insert("2", typed("Q", "secret"))));
    assertThat(invocation.logged)
        .hasSize(4)
        .first()
        .asString()
        .startsWith("{\"function\":\"forward\",\"request_id\":\"request-1\",\"hour\":");
    assertThat(invocation.logged.get(2))
        .isEqualTo(
            "{\"function\":\"forward\",\"request_id\":\"request-1\",\"door\":\"forward\","
                + "\"reason\":\"unreadable\",\"entries\":1}\n");
    assertThat(invocation.logged.getLast())
        .startsWith("{\"function\":\"forward\",\"request_id\":\"request-1\",\"records\":2,")
        .contains("\"records_size\":1,\"failed_put_count\":0,\"resent\":0")
        .doesNotContain("secret")
        .endsWith("}\n");
  }

  /** Two good records, one of them twice, and one that still can be no line. */
  @Test
  void replaysRecords() throws IOException {
    String replay =
        replay(false, insert("1"), insert("2"), insert("1"), insert("3", typed("Q", "")));
    assertThat(handle(replay))
        .contains("\"accepted\",\"event_id\":\"e1\"", "\"accepted\",\"event_id\":\"e2\"")
        .contains("\"rejected\",\"errors\":[{\"pointer\":\"/dynamodb/NewImage/x")
        .doesNotContain("retry");
    assertThat(firehose.lines).hasSize(2);
    assertThat(log()).containsEntry("replayed_accepted", 3).containsEntry("replayed_rejected", 1);
  }

  @Test
  void aDryReplaySendsNothing() throws IOException {
    assertThat(handle(replay(true, insert("1")))).contains("\"accepted\"");
    assertThat(firehose.lines).isEmpty();
  }

  private static String replay(boolean dryRun, ObjectNode... records) {
    ObjectNode event = JSON.createObjectNode();
    ObjectNode replay = event.putObject("replay").put("door", "forward").put("dry_run", dryRun);
    var entries = replay.putArray("entries");
    for (ObjectNode record : records) {
      entries.addObject().put("raw", record.toString());
    }
    return event.toString();
  }

  /** What Lambda's own library makes of an event is what is read here. */
  @Test
  void readsWhatLambdaSerializes() throws IOException {
    ObjectNode record = insert("1");
    ObjectNode image = record.withObject("/dynamodb/NewImage");
    image.remove(List.of("event_at", "event_id"));
    image.set("set", JSON.readTree("{\"NS\":[\"1\",\"2\"]}"));
    image.set("deep", JSON.readTree("{\"M\":{\"l\":{\"L\":[{\"NULL\":true},{\"B\":\"AAE=\"}]}}}"));
    String event = StreamEvents.of(record, change("REMOVE", "2"));
    handle(event);
    handle(throughLambda(event));
    assertThat(firehose.lines).hasSize(2);
    assertThat(JSON.readTree(firehose.lines.getLast()))
        .isEqualTo(JSON.readTree(firehose.lines.getFirst()));
  }

  private static String throughLambda(String event) {
    PojoSerializer<DynamodbEvent> serializer =
        LambdaEventSerializers.serializerFor(
            DynamodbEvent.class, ForwardHandlerTest.class.getClassLoader());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    serializer.toJson(serializer.fromJson(event), out);
    return out.toString(UTF_8);
  }

  @Test
  void namesEveryMissingSetting() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new ForwardHandler(Map.of(), firehose, s3, CLOCK))
        .withMessageContaining(
            "DELIVERY_STREAM, EVENTS_TABLE, QUARANTINE_BUCKET, SEARCH_STREAM, TABLE_CHANGES,"
                + " TABLE_MAPPING");
  }

  @Test
  void takesItsSettingsFromTheEnvironment() throws IOException {
    ForwardHandler wired =
        new ForwardHandler(
            Map.of(
                "DELIVERY_STREAM", "d",
                "QUARANTINE_BUCKET", "q",
                "EVENTS_TABLE", "events",
                "TABLE_CHANGES", "inserts",
                "TABLE_MAPPING", "default",
                "SEARCH_STREAM", ""),
            firehose,
            s3,
            CLOCK);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    wired.handleRequest(
        new ByteArrayInputStream(StreamEvents.of(insert("1")).getBytes(UTF_8)), out, invocation);
    assertThat(out.toString(UTF_8)).isEqualTo(NO_FAILURES);
  }

  private String handle(String event) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    handler.handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), out, invocation);
    return out.toString(UTF_8);
  }

  private static String failure(String sequenceNumber) {
    return "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + sequenceNumber + "\"}]}";
  }

  private static String key(String sequenceNumber) {
    return "quarantine/dt=2026-11-20/forward-" + sequenceNumber + "-" + STREAM + ".ndjson.gz";
  }

  private Map<String, Object> quarantined(String sequenceNumber) throws JsonProcessingException {
    assertThat(s3.objects).containsKey(key(sequenceNumber));
    return map(s3.objects.getOrDefault(key(sequenceNumber), ""));
  }

  private Map<String, Object> line() throws JsonProcessingException {
    return map(firehose.lines.getLast());
  }

  private Map<String, Object> log() throws JsonProcessingException {
    return map(invocation.logged.getLast());
  }

  private static Map<String, Object> map(String json) throws JsonProcessingException {
    return JSON.readValue(json, new TypeReference<>() {});
  }
}
