package trackline.tests.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import trackline.tests.walk.FaultingDynamoDb;

/** What may land in the bucket, and what becomes of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImporterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The calls that insert a full batch of events. */
  private static final int A_BATCH = 20;

  private LandingStage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    stage = new LandingStage(folder);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  @BeforeEach
  void empty() throws IOException {
    stage.reset();
  }

  private static String event(int number) {
    return event(number, "");
  }

  private static String event(int number, String more) {
    return "{\"eventTime\":\"2026-11-19T23:23:16.792323Z\",\"type\":\"step\",\"actorId\":\"u%d\",\"appEventId\":\"e%d\"%s}"
        .formatted(number % 7, number, more);
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(number -> event(number) + "\n")
        .collect(Collectors.joining());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void aFileBecomesEventsAndAReceipt() throws IOException {
    String event = stage.land("app-events.json", lines(0, 600));

    assertThat(stage.invoke(event)).isEqualTo("done");
    assertThat(stage.rows()).hasSize(600);
    assertThat(stage.rows().getFirst().get("source").s()).isEqualTo("airkit");
    assertThat(stage.receipt("app-events.json", "accepted")).isEqualTo("600");
    assertThat(stage.receipt("app-events.json", "items")).isEqualTo("600");
    assertThat(stage.receipt("app-events.json", "size"))
        .isEqualTo(Integer.toString(lines(0, 600).length()));
    assertThat(stage.receipt("app-events.json", "finished_at")).isNotEmpty();
    assertThat(stage.logged.getLast().path("accepted").asInt()).isEqualTo(600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b.json", "a+b.json", "a%2Bb.json", "a%20b.json", "ä/ö €.json", "😀.json"})
  void keysMayHoldAnything(String key) throws IOException {
    assertThat(stage.invoke(stage.land(key, lines(0, 2)))).isEqualTo("done");
    assertThat(stage.ids()).containsExactly("e0", "e1");
  }

  @Test
  void s3sOwnNotificationsAreUnderstood() throws IOException {
    JsonNode object =
        JSON.readTree(stage.land("a b+c.json", lines(0, 2))).path("detail").path("object");
    String notification =
        """
        {"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{
          "bucket":{"name":"%s"},"object":{"key":"a+b%%2Bc.json","size":%d,"eTag":"%s"}}}]}"""
            .formatted(
                LandingStage.LANDING, object.path("size").asLong(), object.path("etag").asText());

    assertThat(stage.invoke(notification)).isEqualTo("done");
    assertThat(stage.ids()).containsExactly("e0", "e1");
    assertThat(stage.invoke("{\"Event\":\"s3:TestEvent\"}")).isEmpty();
  }

  @Test
  void whatHoldsNoEventsIsIgnored() throws IOException {
    assertThat(stage.invoke(stage.land("airkit-verify-test-1667922", "verify")))
        .isEqualTo("ignored");
    assertThat(stage.invoke(stage.land("empty.json", ""))).isEqualTo("ignored");
    assertThat(stage.invoke(LandingStage.event("folder/", "d41d8cd9", 0))).isEqualTo("ignored");
    assertThat(stage.receipts("empty.json")).isEmpty();
    assertThat(stage.quarantined()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[%s,%s]", "%s%s", "\uFEFF%s\r\n%s\r\n", "%s\n%s", "[\n  %s,\n  %s\n]\n"})
  void everyFramingAndGzipComeOutTheSame(String form) throws IOException {
    String file = form.formatted(event(0), event(1));

    assertThat(stage.invoke(stage.land("plain", file))).isEqualTo("done");
    assertThat(stage.invoke(stage.land("gzip", gzip(file)))).isEqualTo("done");
    assertThat(stage.ids()).containsExactly("e0", "e1");
    assertThat(stage.receipt("plain", "accepted")).isEqualTo("2");
    assertThat(stage.receipt("gzip", "duplicates")).isEqualTo("2");
  }

  @Test
  void everyMemberOfGzipIsRead() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = 0; i < 20; i++) {
      file.writeBytes(gzip(event(i) + "\n"));
    }

    assertThat(stage.invoke(stage.land("members.gz", file.toByteArray()))).isEqualTo("done");
    assertThat(stage.ids()).hasSize(20);
  }

  @Test
  void aBadLineGoesToQuarantineAndTheOthersToTheTable() throws IOException {
    String file = lines(0, 30) + "{\"actorId\":\"u1\",\"ty\n" + lines(30, 60);

    assertThat(stage.invoke(stage.land("bad.json", file))).isEqualTo("done");
    assertThat(stage.ids()).hasSize(60);
    assertThat(stage.quarantined())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.path("door").asText()).isEqualTo("importer");
              assertThat(entry.path("reason").asText()).isEqualTo("unreadable");
              assertThat(entry.path("raw").asText()).isEqualTo("{\"actorId\":\"u1\",\"ty\n");
              assertThat(entry.path("object").asText())
                  .isEqualTo(LandingStage.LANDING + "/bad.json#" + lines(0, 30).length());
            });
    assertThat(stage.receipt("bad.json", "quarantined")).isEqualTo("1");
  }

  @Test
  void anEventThatIsRefusedGoesToQuarantineWithItsReason() throws IOException {
    String file =
        event(0)
            + event(1).replace("2026-11-19", "2026-02-30")
            + event(2).replace("u2", "a\\nb")
            + event(3, ",\"big\":\"" + "x".repeat(420_000) + "\"")
            + event(0, ",\"more\":1");

    assertThat(stage.invoke(stage.land("odd.json", file))).isEqualTo("done");
    assertThat(stage.ids()).containsExactly("e0");
    assertThat(stage.quarantined())
        .extracting(entry -> entry.path("reason").asText() + " " + entry.path("pointer").asText())
        .containsExactlyInAnyOrder(
            "invalid /eventTime", "invalid /actorId", "too_large ", "conflict ");
  }

  /** As after a change of the mapping: the line's object is one that passes. */
  @Test
  void whatPassesNowIsImportedOnceHoweverOftenItIsReplayed() throws IOException {
    stage.invoke(stage.land("a.json", "{\"actorId\":\"a\",\"type\":\"click\"}"));
    JsonNode line = stage.quarantined().getFirst();
    assertThat(line.path("received_at").asText()).isEqualTo(line.path("at").asText());
    assertThat(stage.replay(List.of(line)).path(0).path("errors").path(0).path("pointer").asText())
        .isEqualTo("/eventTime");
    ObjectNode passing = line.deepCopy();
    passing.put(
        "raw", "{\"actorId\":\"a\",\"type\":\"click\",\"eventTime\":\"2026-11-02T08:00:00Z\"}");
    assertThat(stage.replay(List.of(passing)).path(0).path("status").asText())
        .isEqualTo("accepted");
    assertThat(stage.replay(List.of(passing)).path(0).path("status").asText())
        .isEqualTo("duplicate");
    assertThat(stage.rows()).hasSize(1);
    assertThat(stage.quarantined()).hasSize(1);
    assertThat(stage.logged.stream().filter(log -> log.path("accepted").asInt() > 0))
        .as("the ledger counts it once, in the hour in which its file came")
        .singleElement()
        .satisfies(
            log ->
                assertThat(log.path("hour").asText())
                    .isEqualTo(line.path("at").asText().substring(0, 13)))
        .satisfies(log -> assertThat(log.path("source").asText()).isEqualTo("airkit"));
  }

  @Test
  void theSameFileAgainAddsNothing() throws IOException {
    String event = stage.land("a.json", lines(0, 30));

    assertThat(stage.invoke(event)).isEqualTo("done");
    assertThat(stage.invoke(event)).isEqualTo("known");
    assertThat(stage.invoke(stage.land("another name.json", lines(0, 30)))).isEqualTo("done");
    assertThat(stage.invoke(stage.land("twice.json", lines(0, 30) + lines(0, 31))))
        .isEqualTo("done");
    assertThat(stage.ids()).hasSize(31);
    assertThat(stage.receipt("another name.json", "duplicates")).isEqualTo("30");
    assertThat(stage.receipt("twice.json", "accepted")).isEqualTo("1");
    assertThat(stage.receipt("twice.json", "duplicates")).isEqualTo("60");
    assertThat(stage.quarantined()).isEmpty();
  }

  @Test
  void whatIsGoneOrOverwrittenIsLeft() throws IOException {
    String first = stage.land("a.json", lines(0, 3));
    String second = stage.land("a.json", lines(3, 5));
    String deleted = stage.land("b.json", lines(5, 9));
    stage.delete("b.json");

    assertThat(stage.invoke(first)).isEqualTo("left");
    assertThat(stage.invoke(deleted)).isEqualTo("left");
    assertThat(stage.receipt("b.json", "reason")).isEqualTo("gone");
    assertThat(stage.invoke(second)).isEqualTo("done");
    assertThat(stage.ids()).containsExactly("e3", "e4");
    assertThat(stage.invoke(stage.land("b.json", lines(5, 9)))).isEqualTo("done");
    assertThat(stage.ids()).hasSize(6);
  }

  /** A file is read in many requests: none of them may go on in the middle of another content. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileThatIsOverwrittenWhileItIsImportedIsLeftAndTheNewOneImportedWhole(boolean gzip)
      throws IOException {
    String old = lines(0, 1_100);
    String first = stage.land("a", gzip ? gzip(old) : old.getBytes(UTF_8));
    assertThat(stage.invoke(first, "r", calls(A_BATCH))).isEqualTo("running");
    String other = lines(2_000, 2_030);
    String second = stage.land("a", gzip ? gzip(other) : other.getBytes(UTF_8));

    assertThat(stage.invoke(stage.toItself.remove())).isEqualTo("left");
    assertThat(stage.receipt("a", "reason")).isEqualTo("overwritten");
    assertThat(stage.receipt("a", "accepted")).isEqualTo("500");
    assertThat(stage.ids()).hasSize(500);
    assertThat(stage.invoke(second)).isEqualTo("done");
    assertThat(stage.receipts("a"))
        .extracting(receipt -> String.valueOf(receipt.get("status").s()))
        .containsExactlyInAnyOrder("left", "done");
    assertThat(stage.ids()).hasSize(500 + 30);
    assertThat(stage.quarantined()).isEmpty();
  }

  @Test
  void aFileThatIsDeletedWhileItIsImportedIsLeft() throws IOException {
    String event = stage.land("a", lines(0, 1_100));
    assertThat(stage.invoke(event, "r", calls(A_BATCH))).isEqualTo("running");
    stage.delete("a");

    assertThat(stage.invoke(stage.toItself.remove())).isEqualTo("left");
    assertThat(stage.receipt("a", "reason")).isEqualTo("gone");
    assertThat(stage.receipt("a", "accepted")).isEqualTo("500");
    assertThat(stage.toItself).isEmpty();
    assertThat(stage.invoke(stage.land("a", lines(0, 1_100)))).isEqualTo("done");
    assertThat(stage.ids()).hasSize(1_100);
  }

  @Test
  void whatCameBeforeATruncationCounts() throws IOException {
    byte[] whole = gzip(lines(0, 900));
    byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);

    assertThat(stage.invoke(stage.land("cut.gz", cut))).isEqualTo("incomplete");
    assertThat(stage.receipt("cut.gz", "reason")).isIn("truncated", "damaged_gzip");
    assertThat(stage.ids()).hasSizeBetween(300, 850);
    assertThat(stage.quarantined())
        .allSatisfy(entry -> assertThat(entry.path("reason").asText()).isEqualTo("truncated"));
    assertThat(stage.invoke(stage.land("cut.json", lines(0, 3) + "{\"type\":")))
        .isEqualTo("incomplete");
    assertThat(stage.receipt("cut.json", "reason")).isEqualTo("truncated");
    assertThat(stage.receipt("cut.json", "duplicates")).isEqualTo("3");
  }

  /** Wider than the importer looks ahead, with a good event behind it. */
  @Test
  void anIndentOfAnyWidthIsPassed() throws IOException {
    String blanks = " ".repeat(2_000_000);
    String file = blanks + "{\"a\":[\n" + blanks + "1]}\n" + event(1) + "\n";

    assertThat(stage.invoke(stage.land("wide.json", file))).isEqualTo("done");
    assertThat(stage.invoke(stage.land("wide.gz", gzip(file)))).isEqualTo("done");
    assertThat(stage.ids()).containsExactly("e1");
    assertThat(stage.receipt("wide.gz", "duplicates")).isEqualTo("1");
  }

  /** Its key would be another at each import, and the same content two events. */
  @Test
  void anEventWithoutATimeIsRefused() throws IOException {
    String file = event(1).replaceFirst("\"eventTime\":\"[^\"]*\",", "") + "\n" + event(2);

    assertThat(stage.invoke(stage.land("timeless.json", file))).isEqualTo("done");
    assertThat(stage.ids()).containsExactly("e2");
    assertThat(stage.quarantined()).hasSize(1);
    assertThat(stage.quarantined().getFirst().path("pointer").asText()).isEqualTo("/eventTime");
  }

  /** Whether the mapping was mended meanwhile, nobody knows better than who sends it again. */
  @Test
  void aStoppedFileThatComesAgainIsGoneOnWith() throws IOException {
    String file = "id,name\n".repeat(1_600) + lines(0, 700);
    String landed = stage.land("late.json", file);

    assertThat(stage.invoke(landed)).isEqualTo("stopped");
    assertThat(stage.invoke(landed)).isEqualTo("done");
    assertThat(stage.receipt("late.json", "accepted")).isEqualTo("700");
  }

  @Test
  void aFileThatIsNoneOfTheMappingsIsStopped() throws IOException {
    assertThat(stage.invoke(stage.land("table.csv", "id,name\n".repeat(100_000))))
        .isEqualTo("stopped");
    assertThat(stage.receipt("table.csv", "reason")).isEqualTo("mostly_refused");
    assertThat(stage.quarantined()).hasSizeLessThan(2_000);
  }

  /** A hundred thousand bytes that become a hundred million of them. */
  @Test
  void aGzipBombIsStopped() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        gzip.write(zeros);
      }
    }

    assertThat(stage.invoke(stage.land("bomb.gz", bomb.toByteArray()))).isEqualTo("stopped");
    assertThat(stage.receipt("bomb.gz", "reason")).isEqualTo("no_objects");
    assertThat(stage.quarantined()).hasSize(1);
  }

  @Test
  void anUnknownTypeIsKeptWhole() throws IOException {
    String event = event(1, ",\"x\":{\"y\":[1.50,null]}").replace("step", "never seen: 1");

    assertThat(stage.invoke(stage.land("a.json", event))).isEqualTo("done");
    assertThat(stage.rows().getFirst().get("event_type").s()).isEqualTo("never seen: 1");
    assertThat(stage.rows().getFirst().get("properties").s())
        .isEqualTo("{\"x\":{\"y\":[1.50,null]}}");
  }

  /** Its {@code #} would end the type in a history key: it is no event, and is not lost. */
  @Test
  void aTypeThatIsNoNameIsKeptInQuarantine() throws IOException {
    String event = event(1, "").replace("step", "never seen #1");

    assertThat(stage.invoke(stage.land("a.json", event))).isEqualTo("done");
    assertThat(stage.rows()).isEmpty();
    assertThat(stage.quarantined()).singleElement().asString().contains("never seen #1");
  }

  @Test
  void nothingIsKeptOfUsersWhoAreToBeForgotten() throws IOException {
    stage.erase("u1");

    assertThat(stage.invoke(stage.land("a.json", lines(0, 7)))).isEqualTo("done");
    assertThat(stage.ids()).doesNotContain("e1").hasSize(6);
    assertThat(stage.receipt("a.json", "erased")).isEqualTo("1");
    assertThat(stage.quarantined()).isEmpty();
  }

  /** Who was forgotten as a visitor does not come back as the user whom the visitor became. */
  @Test
  void norOfWhoeverWasForgottenAsAVisitor(@TempDir Path folder) throws IOException {
    stage.mapBy(
        Files.writeString(
            folder.resolve("visits.json"),
            """
            {"source": "visits",
             "columns": {"event_id": ["/id"], "user_id": ["/user"], "anonymous_id": ["/visitor"],
                         "event_type": ["/type"], "event_at": ["/at"]},
             "plan": {"event_types": {"*": {}}}}
            """));
    stage.erase("anon:v1");
    String visits =
        """
        {"id":"e1","user":"ada","visitor":"v1","type":"visit","at":"2026-11-20T10:00:00Z"}
        {"id":"e2","user":"ada","visitor":"v2","type":"visit","at":"2026-11-20T10:00:01Z"}
        {"id":"e3","visitor":"v1","type":"visit","at":"2026-11-20T10:00:02Z"}
        """;

    assertThat(stage.invoke(stage.land("visits.json", visits))).isEqualTo("done");
    assertThat(stage.ids()).containsExactly("e2");
    assertThat(stage.receipt("visits.json", "erased")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileThatTakesTooLongIsGoneOnWith(boolean gzip) throws IOException {
    String file = "[" + lines(0, 1_100).strip().replace("\n", ",\n") + "]";
    String event = stage.land("big", gzip ? gzip(file) : file.getBytes(UTF_8));

    assertThat(stage.invoke(event, "r", calls(A_BATCH))).isEqualTo("running");
    assertThat(stage.receipt("big", "items")).isEqualTo("500");
    String status = "running";
    int invocations = 1;
    for (; !stage.toItself.isEmpty(); invocations++) {
      status = stage.invoke(stage.toItself.remove(), "r" + invocations, calls(A_BATCH));
    }
    assertThat(status).isEqualTo("done");
    assertThat(invocations).isEqualTo(3);
    assertThat(stage.ids()).hasSize(1_100);
    assertThat(stage.receipt("big", "accepted")).isEqualTo("1100");
    assertThat(stage.logged.stream().mapToInt(line -> line.path("accepted").asInt()).sum())
        .isEqualTo(1_100);
  }

  /** Time for so many calls that insert. */
  private java.util.function.Supplier<Duration> calls(int count) {
    int end = stage.faults.insertCalls.get() + count;
    return () -> stage.faults.insertCalls.get() < end ? LandingStage.AMPLE : Duration.ZERO;
  }

  @Test
  void aCrashIsGoneOnFromTheLastPlaceByLambdasOwnRetry() throws IOException {
    String event = stage.land("a.json", lines(0, 600));
    // The first batch's 20 calls work, the second's fail in a way that no waiting mends.
    for (int call = 0; call < 20; call++) {
      stage.faults.inserts.add((request, real) -> real.batchExecuteStatement(request));
    }
    stage.faults.inserts.add(
        FaultingDynamoDb.fails(ResourceNotFoundException.builder().statusCode(400).build()));

    assertThatThrownBy(() -> stage.invoke(event, "r", () -> LandingStage.AMPLE))
        .isInstanceOf(IOException.class);
    assertThat(stage.receipt("a.json", "status")).isEqualTo("running");
    assertThat(stage.receipt("a.json", "items")).isEqualTo("500");
    assertThat(stage.logged.getLast().path("status").asText()).isEqualTo("failed");
    stage.faults.inserts.clear();

    assertThat(stage.invoke(event, "another", () -> LandingStage.AMPLE)).isEqualTo("taken");
    assertThat(stage.invoke(event, "r", () -> LandingStage.AMPLE)).isEqualTo("done");
    assertThat(stage.ids()).hasSize(600);
    assertThat(stage.receipt("a.json", "items")).isEqualTo("600");
  }

  private static RuntimeException throttled() {
    return ProvisionedThroughputExceededException.builder()
        .statusCode(400)
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode("ProvisionedThroughputExceededException").build())
        .build();
  }

  @Test
  void aTableThatCannotKeepUpIsWaitedFor() throws IOException {
    for (int call = 0; call < 3; call++) {
      stage.faults.inserts.add(FaultingDynamoDb.fails(throttled()));
    }

    assertThat(stage.invoke(stage.land("a.json", lines(0, 100)))).isEqualTo("done");
    assertThat(stage.ids()).hasSize(100);
    assertThat(stage.receipt("a.json", "quarantined")).isEqualTo("0");
  }

  /** It would count as duplicates what is stored of the batch, and nobody would count that. */
  @Test
  void nobodyTakesAFileOverWhileItWaitsForTheTable() throws IOException {
    String event = stage.land("a.json", lines(0, 20));
    List<String> others = new ArrayList<>();
    for (int call = 0; call < 3; call++) {
      stage.faults.inserts.add(
          (request, real) -> {
            stage.ahead = stage.ahead.plusSeconds(40);
            throw throttled();
          });
    }
    stage.faults.inserts.add(
        (request, real) -> {
          others.add(statusOf(event));
          return real.batchExecuteStatement(request);
        });

    assertThat(stage.invoke(event)).isEqualTo("done");
    assertThat(others).containsExactly("taken");
    assertThat(stage.receipt("a.json", "accepted")).isEqualTo("20");
  }

  private String statusOf(String event) {
    try {
      return stage.invoke(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aTableThatTakesNothingIsLeftToLambdasRetry() throws IOException {
    for (int call = 0; call < 1_000; call++) {
      stage.faults.inserts.add(FaultingDynamoDb.fails(throttled()));
    }
    String event = stage.land("a.json", lines(0, 100));

    assertThatThrownBy(() -> stage.invoke(event, "r", calls(10))).isInstanceOf(IOException.class);
    assertThat(stage.toItself).isEmpty();
    stage.faults.inserts.clear();
    assertThat(stage.invoke(event)).isEqualTo("done");
    assertThat(stage.ids()).hasSize(100);
  }

  @Test
  void severalFilesOfAnEventDoNotWaitForAFailingOne() throws IOException {
    JsonNode good =
        JSON.readTree(stage.land("good.json", lines(0, 3))).path("detail").path("object");
    stage.land("bad.json", lines(3, 6));
    String record =
        """
        {"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{
          "bucket":{"name":"%s"},"object":{"key":"%s","size":%d,"eTag":"%s"}}}""";
    String event =
        "{\"Records\":["
            + String.join(
                ",",
                List.of(
                    record.formatted("no-mapping", "x.json", 5, "e"),
                    record.formatted(
                        LandingStage.LANDING,
                        "good.json",
                        good.path("size").asLong(),
                        good.path("etag").asText())))
            + "]}";

    assertThat(stage.invoke(event)).isEqualTo("no_mapping");
    assertThat(stage.ids()).hasSize(3);
  }
}
