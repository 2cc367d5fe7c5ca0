package trackline.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static trackline.forward.StreamEvents.change;
import static trackline.forward.StreamEvents.insert;
import static trackline.forward.StreamEvents.typed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Invocations under random faults of Firehose and S3. */
class ForwardFaultsTest {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

  /** Under any faults a new item is in the lake, in quarantine, or handed over again. */
  @Property(tries = 200)
  void nothingIsLost(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 3) Integer> kinds,
      @ForAll @Size(max = 12) List<@IntRange(max = 7) Integer> faults,
      @ForAll boolean throttledForGood,
      @ForAll @IntRange(max = 3) int quarantineTakes)
      throws IOException {
    FaultyFirehose firehose = new FaultyFirehose();
    FaultyS3 s3 = new FaultyS3();
    s3.takes = quarantineTakes;
    faults.forEach(fault -> firehose.fail(List.of(fault(fault))));
    firehose.fail(Collections.nCopies(throttledForGood ? 1_000 : 0, FaultyFirehose.THROTTLED));
    List<ObjectNode> records = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      records.add(record(kinds.get(i), String.valueOf(98 + i)));
    }
    String answer = handle(firehose, s3, StreamEvents.of(records.toArray(ObjectNode[]::new)));
    int handedOver = 98 + kinds.size();
    JsonNode failures = JSON.readTree(answer).get("batchItemFailures");
    if (!failures.isEmpty()) {
      handedOver = failures.get(0).get("itemIdentifier").asInt();
    }
    for (int i = 0; i < kinds.size() && 98 + i < handedOver; i++) {
      assertHandled(firehose, s3, kinds.get(i), String.valueOf(98 + i));
    }
  }

  private static IntPredicate fault(int bits) {
    return bits == 7 ? FaultyFirehose.THROTTLED : place -> (bits >> (place % 3) & 1) == 1;
  }

  /** Lines of 100 KB, so that a batch has several records. */
  private static ObjectNode record(int kind, String sequenceNumber) {
    return switch (kind) {
      case 0 -> change("INSERT", sequenceNumber);
      case 1 -> change("MODIFY", sequenceNumber);
      default -> insert(sequenceNumber, typed("S", "v".repeat(100_000)));
    };
  }

  private static void assertHandled(
      FaultyFirehose firehose, FaultyS3 s3, int kind, String sequenceNumber) {
    switch (kind) {
      case 0 ->
          assertThat(s3.objects.values())
              .anyMatch(
                  entries -> entries.contains("\"sequence_number\":\"" + sequenceNumber + "\""));
      case 1 -> {}
      default ->
          assertThat(firehose.lines)
              .anyMatch(line -> line.contains("\"event_id\":\"e" + sequenceNumber + "\""));
    }
  }

  private static String handle(FaultyFirehose firehose, FaultyS3 s3, String event)
      throws IOException {
    Invocation invocation = new Invocation();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StreamEvents.handler(firehose, s3, invocation, CLOCK)
        .handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), out, invocation);
    return out.toString(UTF_8);
  }
}
