package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.event.Fault;
import trackline.event.Json;
import trackline.http.HttpAnswer;
import trackline.http.Problem;
import trackline.http.Refusal;
import trackline.ingest.Result.Status;
import trackline.log.LogLine;

class AnswersTest {
  private static final Fault FAULT = new Fault("/user_id", "is required");

  private static Result result(Status status) {
    List<Fault> errors = status.isRejection() ? List.of(FAULT) : List.of();
    EventRow row = new EventRow(new EnumMap<>(Map.of(Column.EVENT_ID, "e1")), "hash", false);
    return new Result(status, "e1", errors, row);
  }

  private static List<Result> results(Status... statuses) {
    return Arrays.stream(statuses).map(AnswersTest::result).toList();
  }

  private static JsonNode body(HttpAnswer answer) throws Json.BadJson {
    return Json.read(new String(answer.body(), UTF_8));
  }

  private static Problem problem(ThrowingCallable call) {
    return assertThatExceptionOfType(Refusal.class).isThrownBy(call).actual().problem();
  }

  @ParameterizedTest
  @CsvSource({"ACCEPTED, 202, accepted", "DUPLICATE, 200, duplicate", "RECORDED, 200, recorded"})
  void aSingleEventThatIsStoredIsASuccess(Status status, int code, String word)
      throws Json.BadJson {
    HttpAnswer answer = Answers.single(result(status));

    assertThat(answer.status()).isEqualTo(code);
    assertThat(body(answer)).hasToString("{\"status\":\"%s\",\"event_id\":\"e1\"}".formatted(word));
    assertThat(body(Answers.segmentSingle(result(status)))).hasToString("{\"success\":true}");
  }

  @ParameterizedTest
  @CsvSource({"INVALID, 422", "ERASED, 422", "TOO_LARGE, 413", "CONFLICT, 409", "RETRY, 503"})
  void aSingleEventThatIsNotStoredIsAProblem(Status status, int code) {
    List<Fault> errors = status == Status.RETRY ? List.of() : List.of(FAULT);
    List<ThrowingCallable> doors =
        List.of(
            () -> Answers.single(result(status)),
            () -> Answers.segmentSingle(result(status)),
            () -> Answers.requireStored(result(status)));
    for (ThrowingCallable door : doors) {
      assertThat(problem(door).status()).isEqualTo(code);
      assertThat(problem(door).errors()).isEqualTo(errors);
    }
  }

  @Test
  void aBatchIsAnsweredEventByEvent() throws Json.BadJson {
    HttpAnswer answer =
        Answers.batch(
            results(Status.ACCEPTED, Status.DUPLICATE, Status.DUPLICATE, Status.CONFLICT));

    JsonNode body = body(answer);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(body.path("size").asInt()).isEqualTo(4);
    assertThat(body.path("accepted").asInt()).isEqualTo(1);
    assertThat(body.path("duplicates").asInt()).isEqualTo(2);
    assertThat(body.path("rejected").asInt()).isEqualTo(1);
    assertThat(body.path("results"))
        .extracting(entry -> entry.path("index").asInt() + " " + entry.path("status").asText())
        .containsExactly("0 accepted", "1 duplicate", "2 duplicate", "3 rejected");
    assertThat(body.path("results").path(3))
        .hasToString(
            "{\"index\":3,\"status\":\"rejected\",\"event_id\":\"e1\","
                + "\"errors\":[{\"pointer\":\"/user_id\",\"detail\":\"is required\"}]}");
  }

  @Test
  void oneEventToSendAgainMakesTheBatchOurTrouble() {
    Problem problem = problem(() -> Answers.batch(results(Status.ACCEPTED, Status.RETRY)));

    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.headers()).containsKey("retry-after");
    assertThat(problem.extensions().path("results"))
        .extracting(entry -> entry.path("status").asText())
        .containsExactly("accepted", "retry");
    assertThat(problem(() -> Answers.segmentBatch(results(Status.ACCEPTED, Status.RETRY))).status())
        .isEqualTo(503);
  }

  /** Segment's clients would send the whole batch again for one bad message. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RETRY")
  void whateverElseIsInABatchIsASuccessForSegment(Status status) throws Json.BadJson {
    HttpAnswer answer = Answers.segmentBatch(results(status));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(body(answer)).hasToString("{\"success\":true}");
  }

  @Test
  void aDryRunShowsTheRow() throws Json.BadJson {
    List<Result> one = results(Status.INVALID);
    Submission single = submission(false);
    Submission batch = submission(true);

    assertThat(body(Answers.dryRun(single, one))).isEqualTo(one.getFirst().toJsonWithRow());
    assertThat(body(Answers.dryRun(batch, one)).path("results").path(0).path("row"))
        .hasToString("{\"event_id\":\"e1\"}");
    assertThat(problem(() -> Answers.dryRun(single, results(Status.RETRY))).status())
        .isEqualTo(503);
    assertThat(problem(() -> Answers.dryRun(batch, results(Status.RETRY))).status()).isEqualTo(503);
  }

  private static Submission submission(boolean isBatch) {
    JsonNode event = JsonNodeFactory.instance.objectNode();
    return new Submission(
        new byte[0], List.of(new Sent.Read(event)), isBatch, "", Optional.empty());
  }

  @Test
  void aProblemHasWhatSegmentsSdksRead() {
    Problem problem = Problem.of(413, "The event is too large");
    problem.extensions().put("size", 3);

    Problem told = Answers.segmentProblem(problem);

    assertThat(told.extensions())
        .hasToString(
            "{\"size\":3,\"code\":\"content_too_large\",\"message\":\"The event is too large\"}");
    assertThat(problem.extensions()).hasToString("{\"size\":3}");
    assertThat(told.status()).isEqualTo(413);
  }

  @Test
  void theLogCountsTheEventsByTheirStatus() throws Json.BadJson {
    LogLine log = new LogLine("ingest", "r1");
    Counts.log(
        results(
            Status.ACCEPTED,
            Status.DUPLICATE,
            Status.DUPLICATE,
            Status.RECORDED,
            Status.INVALID,
            Status.TOO_LARGE,
            Status.CONFLICT,
            Status.ERASED,
            Status.RETRY),
        log);

    JsonNode line = Json.read(log.toString());
    assertThat(line.path("events").asInt()).isEqualTo(9);
    assertThat(line.path("accepted").asInt()).isEqualTo(1);
    assertThat(line.path("duplicates").asInt()).isEqualTo(2);
    assertThat(line.path("rejected").asInt()).isEqualTo(4);
    assertThat(line.path("erased").asInt()).isEqualTo(1);
    assertThat(line.path("erasures").asInt()).isEqualTo(1);
    assertThat(line.path("retry").asInt()).isEqualTo(1);
  }
}
