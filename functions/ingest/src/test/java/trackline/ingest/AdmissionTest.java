package trackline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static trackline.ingest.Result.Status.ACCEPTED;
import static trackline.ingest.Result.Status.CONFLICT;
import static trackline.ingest.Result.Status.DUPLICATE;
import static trackline.ingest.Result.Status.ERASED;
import static trackline.ingest.Result.Status.INVALID;
import static trackline.ingest.Result.Status.RETRY;
import static trackline.ingest.Result.Status.TOO_LARGE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import trackline.aws.ErasureTable;
import trackline.aws.EventTable;
import trackline.event.Fault;
import trackline.event.Json;
import trackline.intake.AddressPolicy;
import trackline.intake.Intake;
import trackline.intake.Reception;
import trackline.log.LogLine;
import trackline.plan.TrackingPlan;
import trackline.time.Deadline;

/** The verdict on each event, in the order in which the events came. */
class AdmissionTest {
  private static final Reception RECEPTION =
      new Reception("tracker", Instant.parse("2026-11-20T12:00:00Z"), null, null);

  /** There is time for a call, and soon none for another attempt at it. */
  private static final Deadline SHORT = () -> Duration.ofMillis(150);

  private final TwoTables tables = new TwoTables();
  private final Admission admission =
      new Admission(
          new Intake(TrackingPlan.load("default"), AddressPolicy.WHOLE),
          new EventTable(tables, TwoTables.EVENTS),
          new ErasureTable(tables, TwoTables.ERASURES),
          () -> Redaction.BY_NAME);

  private static ObjectNode event(String id) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event_id", id)
        .put("user_id", "ada")
        .put("event_type", "login")
        .put("event_at", "2026-11-20T11:00:00Z");
  }

  private static ObjectNode event(String id, String more) {
    return event(id).put("x", more);
  }

  private static List<Sent> sent(JsonNode... events) {
    return Arrays.stream(events).<Sent>map(Sent.Read::new).toList();
  }

  private List<Result> admit(JsonNode... events) {
    return admission.admit(sent(events), RECEPTION, SHORT);
  }

  private List<Result.Status> statuses(JsonNode... events) {
    return admit(events).stream().map(Result::status).toList();
  }

  private List<Result.Status> probed(JsonNode... events) {
    return admission.probe(sent(events), RECEPTION, SHORT).stream().map(Result::status).toList();
  }

  @Test
  void eachEventIsJudgedByItself() {
    tables.errors.put("later", BatchStatementErrorCodeEnum.THROTTLING_ERROR);
    tables.errors.put("never", BatchStatementErrorCodeEnum.VALIDATION_ERROR);

    assertThat(
            statuses(
                event("e1"),
                JsonNodeFactory.instance.textNode("none"),
                event("later"),
                event("never"),
                event("large", "x".repeat(Intake.MAX_ITEM_BYTES)),
                event("e2")))
        .containsExactly(ACCEPTED, INVALID, RETRY, INVALID, TOO_LARGE, ACCEPTED);
    assertThat(tables.stored()).containsExactly("e1", "e2");
  }

  /** One event that was made for it would lose all that came with it, and leave no trace. */
  @Test
  void whatAPlanCannotJudgeLeavesTheOthersAlone() throws Exception {
    String plan =
        """
        {"event_types":{"login":{"properties":{"properties":
         {"x":{"pattern":"^((a|b)|c|(a|d))*$"}}}}}}""";
    Admission strict =
        new Admission(
            new Intake(TrackingPlan.parse(Json.read(plan)), AddressPolicy.WHOLE),
            new EventTable(tables, TwoTables.EVENTS),
            new ErasureTable(tables, TwoTables.ERASURES),
            () -> Redaction.BY_NAME);

    List<Result> results =
        strict.admit(
            sent(event("e1", "a"), event("e2", "a".repeat(8_000)), event("e3", "b")),
            RECEPTION,
            SHORT);

    assertThat(results).extracting(Result::status).containsExactly(ACCEPTED, INVALID, ACCEPTED);
    assertThat(results.get(1).errors())
        .extracting(Fault::detail)
        .singleElement()
        .asString()
        .startsWith("cannot be judged by the plan's schema");
    assertThat(tables.stored()).containsExactly("e1", "e3");
  }

  @Test
  void eventsThatAreStoredAreComparedByTheirContent() {
    assertThat(statuses(event("e1"), event("e2", "a"))).containsOnly(ACCEPTED);

    assertThat(statuses(event("e2", "b"), event("e1"))).containsExactly(CONFLICT, DUPLICATE);
  }

  @Test
  void aBatchThatRepeatsAnEventStoresItOnce() {
    assertThat(statuses(event("e1"), event("e1"), event("e1", "other"), event("e1")))
        .containsExactly(ACCEPTED, DUPLICATE, CONFLICT, DUPLICATE);
    assertThat(tables.stored()).containsExactly("e1");
  }

  @Test
  void aRepeatedEventThatWasStoredBeforeIsADuplicateEachTime() {
    admit(event("e1"));

    assertThat(statuses(event("e1"), event("e1"), event("e1", "other")))
        .containsExactly(DUPLICATE, DUPLICATE, CONFLICT);
  }

  /** The first of the batch has other content than the table; those after it may have the same. */
  @Test
  void behindAConflictEachContentIsComparedWithWhatIsStored() {
    admit(event("e1"));

    assertThat(statuses(event("e1", "b"), event("e1", "b"), event("e1"), event("e1", "c")))
        .containsExactly(CONFLICT, CONFLICT, DUPLICATE, CONFLICT);
  }

  /** The stored event goes before it can be compared: nothing was written for either. */
  @Test
  void nothingIsAcceptedThatWasNotWritten() {
    admit(event("e1"));
    tables.goesAfterReads(0);

    assertThat(statuses(event("e1", "b"), event("e1"))).containsExactly(RETRY, RETRY);
  }

  private static ObjectNode[] events(int count, String more) {
    return IntStream.range(0, count).mapToObj(i -> event("e" + i, more)).toArray(ObjectNode[]::new);
  }

  private void storeLarge(int count) {
    String large = "x".repeat(390_000);
    for (int i = 0; i < count; i += 20) {
      List<Sent> part = new ArrayList<>();
      for (int j = i; j < Math.min(i + 20, count); j++) {
        part.add(new Sent.Read(event("e" + j, large)));
      }
      admission.admit(part, RECEPTION, SHORT);
    }
  }

  /**
   * Each event of a small batch could have 400 KB read, and each that repeats its key once more.
   */
  @Test
  void aSmallBatchCannotHaveMuchRead() {
    storeLarge(60);

    List<Result> results = admit(events(60, "small"));

    // Two units an event and a hundred, and the call that takes more: 16 MB.
    assertThat(tables.unitsRead()).isLessThanOrEqualTo(2 * 60 + 100 + 4_096 + 100);
    assertThat(results).extracting(Result::status).containsOnly(CONFLICT);
    assertThat(results)
        .extracting(result -> result.errors().getFirst().detail())
        .anyMatch(detail -> detail.contains("with other content"))
        .anyMatch(detail -> detail.contains("was not compared"));
  }

  @Test
  void aKeyIsReadOnceHoweverOftenABatchRepeatsIt() {
    storeLarge(1);

    assertThat(
            statuses(
                IntStream.range(0, 400)
                    .mapToObj(i -> event("e0", "other " + i))
                    .toArray(ObjectNode[]::new)))
        .containsOnly(CONFLICT);

    assertThat(tables.unitsRead()).isLessThan(101);
  }

  /** What is sent again costs what it is. */
  @Test
  void aWholeBatchThatIsSentAgainIsCompared() {
    storeLarge(60);

    // What one answer has no room for is asked for after a pause.
    List<Sent> large = sent(events(60, "x".repeat(390_000)));
    assertThat(admission.admit(large, RECEPTION, () -> Duration.ofSeconds(20)))
        .extracting(Result::status)
        .containsOnly(DUPLICATE);
    admit(events(500, "small"));
    assertThat(statuses(Arrays.copyOfRange(events(500, "small"), 60, 500))).containsOnly(DUPLICATE);
  }

  @Test
  void whatIsToBeSentAgainOrRefusedIsSoEachTime() {
    tables.errors.put("later", BatchStatementErrorCodeEnum.THROTTLING_ERROR);
    tables.errors.put("never", BatchStatementErrorCodeEnum.VALIDATION_ERROR);

    assertThat(statuses(event("later"), event("never"), event("later", "b"), event("never", "b")))
        .containsExactly(RETRY, INVALID, RETRY, INVALID);
  }

  @Test
  void nothingOfAForgottenUserIsStored() {
    tables.erase("ada");
    tables.erase("anon:a1");

    assertThat(
            statuses(
                event("e1"),
                event("e2").put("user_id", "bob"),
                event("e3").put("user_id", "bob").put("anonymous_id", "a1"),
                event("e4").put("user_id", "bob").put("anonymous_id", "a2")))
        .containsExactly(ERASED, ACCEPTED, ERASED, ACCEPTED);
    assertThat(tables.stored()).containsExactly("e2", "e4");
    assertThat(tables.refused).containsExactly(entry("ada", 1), entry("anon:a1", 1));
  }

  /** What is refused is refused, whether it was counted or not. */
  @Test
  void anEventOfAForgottenUserIsRefusedUncounted() {
    tables.erase("ada");
    tables.unwritable = true;
    List<Result> results = admit(event("e1"), event("e2").put("user_id", "bob"), event("e3"));
    assertThat(results).extracting(Result::status).containsExactly(ERASED, ACCEPTED, ERASED);
    LogLine log = new LogLine("ingest", "r1");
    Counts.log(results, log);
    assertThat(log.toString()).contains("\"erased\":2", "\"erased_uncounted\":2");
    assertThat(log.toString()).doesNotContain("ada");
  }

  @Test
  void whatIsCountedIsNotLoggedAsUncounted() {
    tables.erase("ada");
    LogLine log = new LogLine("ingest", "r1");
    Counts.log(admit(event("e1")), log);
    assertThat(log.toString()).contains("\"erased\":1", "\"erased_uncounted\":0");
  }

  /** Each user is a write: a batch of many cannot make many of them. */
  @Test
  void aBatchCountsForTwentyFiveUsersAtMost() {
    ObjectNode[] events = new ObjectNode[60];
    for (int i = 0; i < events.length; i++) {
      tables.erase("user" + i);
      events[i] = event("e" + i).put("user_id", "user" + i);
    }
    List<Result> results = admit(events);
    assertThat(results).extracting(Result::status).containsOnly(ERASED);
    assertThat(tables.refused).hasSize(25);
    LogLine log = new LogLine("ingest", "r1");
    Counts.log(results, log);
    assertThat(log.toString()).contains("\"erased_uncounted\":35");
  }

  @Test
  void nothingIsStoredWhereNobodyKnowsWhoIsForgotten() {
    tables.unreadable = true;

    assertThat(
            statuses(
                event("e1"),
                JsonNodeFactory.instance.objectNode(),
                event("large", "x".repeat(Intake.MAX_ITEM_BYTES))))
        .containsExactly(RETRY, INVALID, TOO_LARGE);
    assertThat(tables.stored()).isEmpty();
  }

  /** With nothing good among the events, nobody need be asked. */
  @Test
  void badEventsAreRefusedWhileTheTablesAreDown() {
    tables.unreadable = true;

    assertThat(statuses(JsonNodeFactory.instance.objectNode())).containsExactly(INVALID);
  }

  @Test
  void aProbeAnswersAsAnInsertAndStoresNothing() {
    admit(event("e1"));

    assertThat(
            probed(
                event("e1"), event("e1", "b"), event("e2"), JsonNodeFactory.instance.objectNode()))
        .containsExactly(DUPLICATE, CONFLICT, ACCEPTED, INVALID);
    assertThat(probed(event("e2"), event("e2"), event("e2", "b")))
        .containsExactly(ACCEPTED, DUPLICATE, CONFLICT);
    assertThat(tables.stored()).containsExactly("e1");
  }
}
