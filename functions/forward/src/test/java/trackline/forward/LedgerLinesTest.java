package trackline.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static trackline.forward.StreamEvents.change;
import static trackline.forward.StreamEvents.insert;
import static trackline.forward.StreamEvents.typed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What forward tells the ledger: each record once, however often Lambda hands it over. */
class LedgerLinesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

  private final FaultyFirehose firehose = new FaultyFirehose();
  private final FaultyS3 s3 = new FaultyS3();
  private final Invocation invocation = new Invocation();
  private final ForwardHandler handler = StreamEvents.handler(firehose, s3, invocation, CLOCK);

  @Test
  void isALineAnHourAndSource() throws IOException {
    handle(
        received(insert("1"), "2026-11-20T10:59:59.999Z", "tracker"),
        received(insert("2"), "2026-11-20T11:00:00.000Z", "segment"),
        received(insert("3"), "2026-11-20T11:00:00.001Z", "tracker"),
        received(insert("4"), "2026-11-20T10:00:00.000Z", "tracker"),
        change("MODIFY", "5"));
    assertThat(ledger())
        .containsExactly(
            line("2026-11-20T10", "tracker", 2, 0),
            line("2026-11-20T11", "segment", 1, 0),
            line("2026-11-20T11", "tracker", 1, 0));
  }

  @Test
  void whatIsSetAsideIsCountedWhereItCanBe() throws IOException {
    handle(
        received(insert("1", typed("Q", "?")), "2026-11-20T10:00:00.000Z", "tracker"),
        received(
            insert("2", typed("S", "x".repeat(1_024_000))), "2026-11-20T10:00:00.000Z", "segment"),
        change("INSERT", "3"));
    assertThat(ledger())
        .containsExactly(
            line("2026-11-20T10", "segment", 0, 1),
            line("2026-11-20T10", "tracker", 0, 1),
            line("2026-11-20T19", "other", 0, 1));
  }

  /** The first record went through, and comes again with the second, which did not. */
  @Test
  void aRetryCountsNothingTwice() throws IOException {
    s3.takes = 0;
    ObjectNode good = received(insert("5"), "2026-11-20T10:00:00.000Z", "tracker");
    ObjectNode behind = received(insert("7"), "2026-11-20T10:00:00.000Z", "tracker");
    handle(good, change("INSERT", "6"), behind);
    assertThat(ledger()).containsExactly(line("2026-11-20T10", "tracker", 1, 0));
    s3.takes = Integer.MAX_VALUE;
    invocation.logged.clear();
    handle(change("INSERT", "6"), behind);
    assertThat(ledger())
        .containsExactly(
            line("2026-11-20T10", "tracker", 1, 0), line("2026-11-20T19", "other", 0, 1));
  }

  @Test
  void whatTheLakeDidNotTakeIsNotCounted() throws IOException {
    firehose.fail(Collections.nCopies(1_000, FaultyFirehose.THROTTLED));
    handle(insert("1"), insert("2"));
    assertThat(ledger()).isEmpty();
  }

  @Test
  void whatOthersWroteIsCountedByTheTimeOfTheEvent() throws IOException {
    ObjectNode record = insert("1");
    ObjectNode image = record.withObject("/dynamodb/NewImage");
    image.set("source", typed("S", "Ada Lovelace, 12 St James's Square"));
    handle(record);
    assertThat(ledger()).containsExactly(line("2026-11-20T10", "other", 1, 0));
  }

  /** Set aside it was counted before, so that the replay takes that back; given up it was not. */
  @Test
  void whatIsReplayedIsForwardedAndSetAsideNoMore() throws IOException {
    ObjectNode aside = received(insert("1"), "2026-11-20T10:00:00.000Z", "tracker");
    ObjectNode givenUp = received(insert("2"), "2026-11-20T10:00:00.000Z", "segment");
    ObjectNode refused = received(insert("3", typed("Q", "?")), "2026-11-20T10:00:00.000Z", "x");
    replay(true, aside, givenUp, refused);
    assertThat(ledger()).isEmpty();
    replay(false, aside, givenUp, refused);
    assertThat(ledger())
        .containsExactly(
            line("2026-11-20T10", "segment", 1, 0), line("2026-11-20T10", "tracker", 1, -1));
  }

  /** What its mapping gave up was never done with, in quarantine or not. */
  @Test
  void whatIsAsideAndGivenUpWasNotCounted() throws IOException {
    ObjectNode record = received(insert("1"), "2026-11-20T10:00:00.000Z", "tracker");
    replay(false, record, record);
    assertThat(ledger()).containsExactly(line("2026-11-20T10", "tracker", 1, 0));
  }

  @Test
  void aReplayThatTheLakeDidNotTakeIsNotCounted() throws IOException {
    firehose.fail(Collections.nCopies(1_000, FaultyFirehose.THROTTLED));
    replay(false, insert("1"), insert("2"), insert("3"));
    assertThat(ledger()).isEmpty();
  }

  /** The second record is one that the mapping gave up. */
  private void replay(boolean dryRun, ObjectNode... records) throws IOException {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    ObjectNode replay = event.putObject("replay").put("door", "forward").put("dry_run", dryRun);
    var entries = replay.putArray("entries");
    for (ObjectNode record : records) {
      String reason = entries.size() == 1 ? "given_up" : "unreadable_item";
      entries.addObject().put("reason", reason).put("raw", record.toString());
    }
    handler.handleRequest(
        new ByteArrayInputStream(event.toString().getBytes(UTF_8)),
        new ByteArrayOutputStream(),
        invocation);
  }

  private static ObjectNode received(ObjectNode record, String at, String source) {
    ObjectNode image = record.withObject("/dynamodb/NewImage");
    image.set("received_at", typed("S", at));
    image.set("source", typed("S", source));
    return record;
  }

  private void handle(ObjectNode... records) throws IOException {
    byte[] event = StreamEvents.of(records).getBytes(UTF_8);
    handler.handleRequest(new ByteArrayInputStream(event), new ByteArrayOutputStream(), invocation);
  }

  private List<String> ledger() {
    return invocation.logged.stream().filter(line -> line.contains("\"hour\"")).toList();
  }

  private static String line(String hour, String source, int forwarded, int setAside) {
    return """
        {"function":"forward","request_id":"request-1","hour":"%s","source":"%s",\
        "forwarded":%d,"set_aside":%d}
        """
        .formatted(hour, source, forwarded, setAside);
  }
}
