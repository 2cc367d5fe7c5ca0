package trackline.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static trackline.forward.StreamEvents.insert;
import static trackline.forward.StreamEvents.typed;

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
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import trackline.lake.RecordPacker;

/** Invocations with search on. */
class ForwardSearchTest {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
  private static final String NO_FAILURES = "{\"batchItemFailures\":[]}";

  private final FaultyFirehose lake = new FaultyFirehose();
  private final FaultyFirehose search = new FaultyFirehose();
  private final FaultyS3 s3 = new FaultyS3();
  private final Invocation invocation = new Invocation();
  private final ForwardHandler handler = StreamEvents.handler(lake, search, s3, invocation, CLOCK);

  @Test
  void eachLineIsADocumentOfItsOwn() throws IOException {
    ObjectNode record = insert("1");
    ObjectNode image = record.withObject("/dynamodb/NewImage");
    image.set("properties", typed("S", "{\"plan\":\"pro\",\"a\":{\"b\":[1,true]}}"));
    assertThat(handle(StreamEvents.of(record, insert("2"), insert("3")))).isEqualTo(NO_FAILURES);
    assertThat(lake.calls).containsExactly(1);
    assertThat(search.calls).containsExactly(3);
    assertThat(search.lines.getFirst())
        .isEqualTo(
            "{\"event_id\":\"e1\",\"event_type\":\"row_inserted\","
                + "\"event_at\":\"2026-11-20T10:00:00.000Z\",\"source\":\"tracker\","
                + "\"properties\":{\"plan\":\"pro\",\"a\":{\"b\":[1,true]}},"
                + "\"device_class\":\"other\",\"is_bot\":false,\"attributes\":{\"x\":\"v\"},"
                + "\"text\":[\"pro\",\"1\",\"true\",\"v\"]}");
    assertThat(log())
        .containsEntry("records_size", 3)
        .containsEntry("failed_put_count", 0)
        .containsEntry("search_size", 3)
        .containsEntry("search_failed_put_count", 0);
  }

  @Test
  void whatSearchDidNotTakeIsReported() throws IOException {
    search.fail(Collections.nCopies(1_000, FaultyFirehose.THROTTLED));
    assertThat(handle(StreamEvents.of(insert("99"), insert("100")))).isEqualTo(failure("99"));
    assertThat(lake.lines).hasSize(2);
    assertThat(log())
        .containsEntry("failed_put_count", 0)
        .containsEntry("search_failed_put_count", 2)
        .containsEntry("search_failure", "ServiceUnavailableException");
  }

  /** Lambda hands a batch over again for search's sake: the lake took it before. */
  @Test
  void searchTroubleDoesNotFillTheLake() throws IOException {
    search.fail(Collections.nCopies(1_000, FaultyFirehose.THROTTLED));
    String event = StreamEvents.of(insert("99"), insert("100"));
    handle(event);
    search.recover();
    invocation.restart();
    assertThat(handle(event)).isEqualTo(NO_FAILURES);
    assertThat(lake.lines).hasSize(2);
    assertThat(search.lines).hasSize(2);
    assertThat(log()).containsEntry("records_size", 0).containsEntry("search_size", 2);
  }

  /** What is remembered ends with the trouble: a record that comes again later is sent again. */
  @Test
  void nothingIsRememberedOfABatchThatWasHandled() throws IOException {
    handle(StreamEvents.of(insert("1")));
    handle(StreamEvents.of(insert("1")));
    assertThat(lake.lines).hasSize(2);
  }

  /** It would be sent again with the lake's retry. */
  @Test
  void searchGetsOnlyWhatTheLakeHas() throws IOException {
    lake.fail(Collections.nCopies(1_000, FaultyFirehose.THROTTLED));
    assertThat(handle(StreamEvents.of(insert("1")))).isEqualTo(failure("1"));
    assertThat(search.calls).isEmpty();
  }

  @Test
  void anOddTableHidesNoNameFromTheIndex() throws IOException {
    ObjectNode record = insert("1");
    ObjectNode image = record.withObject("/dynamodb/NewImage");
    for (String name : List.of("_id", "", ".a", "a..b", "_source")) {
      image.set(name, typed("S", "odd"));
    }
    image.set("properties", typed("S", "no JSON"));
    handle(StreamEvents.of(record));
    assertThat(map(search.lines.getFirst()))
        .containsOnlyKeys(
            "event_id",
            "event_type",
            "event_at",
            "source",
            "device_class",
            "is_bot",
            "attributes",
            "text")
        .extractingByKey("attributes")
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("_id", "odd")
        .containsEntry("properties", "no JSON");
  }

  @Test
  void aDocumentThatIsTooLargeIsLeftToTheLake() throws IOException {
    handle(StreamEvents.of(withPage("")));
    int frame = lake.lines.removeFirst().length() + 1;
    search.lines.clear();
    String fits = "v".repeat(RecordPacker.FIREHOSE.recordBytes() - frame);
    assertThat(handle(StreamEvents.of(withPage(fits), insert("2")))).isEqualTo(NO_FAILURES);
    assertThat(lake.lines).hasSize(2);
    assertThat(search.lines).hasSize(1);
    assertThat(log()).containsEntry("search_too_large", 1).containsEntry("search_size", 1);
  }

  private static ObjectNode withPage(String url) {
    ObjectNode record = insert("1");
    record.withObject("/dynamodb/NewImage").set("page_url", typed("S", url));
    return record;
  }

  /** Under any faults of the two streams a new item is in both, or handed over again. */
  @Property(tries = 100)
  void nothingIsLost(
      @ForAll @IntRange(min = 1, max = 12) int size,
      @ForAll @Size(max = 8) List<@IntRange(max = 7) Integer> lakeFaults,
      @ForAll @Size(max = 8) List<@IntRange(max = 7) Integer> searchFaults,
      @ForAll boolean searchIsDown)
      throws IOException {
    lakeFaults.forEach(fault -> lake.fail(List.of(fault(fault))));
    searchFaults.forEach(fault -> search.fail(List.of(fault(fault))));
    search.fail(Collections.nCopies(searchIsDown ? 1_000 : 0, FaultyFirehose.THROTTLED));
    List<Integer> numbers = IntStream.range(98, 98 + size).boxed().toList();
    int handedOver = firstFailure(handle(event(numbers)), 98 + size);
    search.recover();
    invocation.restart();
    handle(event(numbers.stream().filter(number -> number >= handedOver).toList()));
    for (int number : numbers) {
      String id = "\"event_id\":\"e" + number + "\"";
      assertThat(lake.lines).anyMatch(line -> line.contains(id));
      assertThat(search.lines).anyMatch(line -> line.contains(id));
    }
  }

  private static String event(List<Integer> numbers) {
    return StreamEvents.of(
        numbers.stream().map(number -> insert(number + "")).toArray(ObjectNode[]::new));
  }

  private static int firstFailure(String answer, int none) throws IOException {
    return JSON.readTree(answer)
        .path("batchItemFailures")
        .path(0)
        .path("itemIdentifier")
        .asInt(none);
  }

  private static IntPredicate fault(int bits) {
    return bits == 7 ? FaultyFirehose.THROTTLED : place -> (bits >> (place % 3) & 1) == 1;
  }

  @Test
  void theStreamForSearchComesFromTheEnvironment() throws IOException {
    handleBy(wired("s"));
    assertThat(lake.calls).hasSize(2);
    handleBy(wired(" "));
    assertThat(lake.calls).hasSize(3);
    assertThat(log()).doesNotContainKey("search_size");
  }

  private ForwardHandler wired(String searchStream) {
    return new ForwardHandler(
        Map.of(
            "DELIVERY_STREAM", "d",
            "QUARANTINE_BUCKET", "q",
            "EVENTS_TABLE", "events",
            "TABLE_CHANGES", "inserts",
            "TABLE_MAPPING", "default",
            "SEARCH_STREAM", searchStream),
        lake,
        s3,
        CLOCK);
  }

  private void handleBy(ForwardHandler one) throws IOException {
    one.handleRequest(
        new ByteArrayInputStream(StreamEvents.of(insert("1")).getBytes(UTF_8)),
        new ByteArrayOutputStream(),
        invocation);
  }

  private String handle(String event) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    handler.handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), out, invocation);
    return out.toString(UTF_8);
  }

  private static String failure(String sequenceNumber) {
    return "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + sequenceNumber + "\"}]}";
  }

  private Map<String, Object> log() throws IOException {
    return map(invocation.logged.getLast());
  }

  private static Map<String, Object> map(String json) throws IOException {
    return JSON.readValue(json, new TypeReference<>() {});
  }
}
