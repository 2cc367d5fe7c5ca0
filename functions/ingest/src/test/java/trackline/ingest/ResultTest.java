package trackline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import trackline.aws.EventTable;
import trackline.aws.QuarantineReason;
import trackline.aws.ReplayResult;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.event.Fault;
import trackline.ingest.Result.Status;
import trackline.intake.Intake;
import trackline.intake.Verdict;

class ResultTest {
  private static final EventRow ROW =
      new EventRow(new EnumMap<>(Map.of(Column.EVENT_ID, "e1")), "hash", false);
  private static final List<Fault> FAULTS =
      List.of(new Fault("/user_id", "is required"), new Fault("/x", "is odd"));

  @ParameterizedTest
  @CsvSource({
    "ACCEPTED,  accepted,  false, false",
    "DUPLICATE, duplicate, false, false",
    "RECORDED,  recorded,  false, false",
    "RETRY,     retry,     false, false",
    "INVALID,   rejected,  true,  true",
    "TOO_LARGE, rejected,  true,  true",
    "CONFLICT,  rejected,  true,  true",
    "ERASED,    rejected,  true,  false"
  })
  void everyStatusHasAWordAndAPlace(
      Status status, String word, boolean isRejection, boolean isKept) {
    assertThat(status.word()).isEqualTo(word);
    assertThat(status.isRejection()).isEqualTo(isRejection);
    assertThat(status.isKept()).isEqualTo(isKept);
    assertThat(status.reason().isPresent()).isEqualTo(isKept);
  }

  @Test
  void rejectionsAreCountedByTheirReasons() {
    assertThat(Status.TOO_LARGE.reason()).contains(QuarantineReason.TOO_LARGE);
    assertThat(Status.CONFLICT.reason()).contains(QuarantineReason.CONFLICT);
  }

  @Test
  void withoutRoomOneErrorStandsForAll() {
    Result bad = new Result(Status.INVALID, "e1", FAULTS, null);
    assertThat(bad.toJsonBriefly().path("errors")).hasSize(1);
    assertThat(bad.toJsonBriefly().path("errors").path(0).path("detail").asText())
        .contains("smaller batch");
    Result good = new Result(Status.ACCEPTED, "e1", List.of(), ROW);
    assertThat(good.toJsonBriefly()).isEqualTo(good.toJsonWithErrors());
    assertThat(good.toJsonBriefly().path("errors")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ACCEPTED,  ACCEPTED",
    "DUPLICATE, DUPLICATE",
    "CONFLICT,  CONFLICT",
    "RETRY,     RETRY",
    "REFUSED,   INVALID"
  })
  void theOutcomeOfAWriteIsTheEvents(EventTable.Outcome outcome, Status status) {
    Result result = Result.of(ROW, outcome);

    assertThat(result.status()).isEqualTo(status);
    assertThat(result.eventId()).isEqualTo("e1");
    assertThat(result.errors()).hasSize(status.isRejection() ? 1 : 0);
    assertThat(result.row()).isEqualTo(status == Status.INVALID ? null : ROW);
  }

  @Test
  void aBadEventHasItsFaults() {
    Result result = Result.refused(new Verdict.Bad("e2", FAULTS));

    assertThat(result).isEqualTo(new Result(Status.INVALID, "e2", FAULTS, null));
  }

  @Test
  void aLargeEventSaysWhatIsTheMost() {
    Result result = Result.tooLarge(new Verdict.TooLarge("e2", 500_000));

    assertThat(result.status()).isEqualTo(Status.TOO_LARGE);
    assertThat(result.eventId()).isEqualTo("e2");
    assertThat(result.errors().getFirst().detail()).contains("" + Intake.MAX_ITEM_BYTES);
  }

  @Test
  void anEventOfAForgottenUserSaysSo() {
    Result result = Result.erased(ROW, true);

    assertThat(result.status()).isEqualTo(Status.ERASED);
    assertThat(result.eventId()).isEqualTo("e1");
    assertThat(result.errors()).extracting(Fault::pointer).containsExactly("/user_id");
    assertThat(result.row()).isNull();
  }

  @Test
  void aRequestToForgetAUserIsRecordedOrSentAgain() {
    assertThat(Result.erasure(true)).isEqualTo(new Result(Status.RECORDED, null, List.of(), null));
    assertThat(Result.erasure(false)).isEqualTo(new Result(Status.RETRY, null, List.of(), null));
  }

  @Test
  void faultsArePointedAtElsewhere() {
    Result result =
        new Result(Status.INVALID, "e1", FAULTS, ROW).pointedAt(pointer -> "/properties" + pointer);

    assertThat(result)
        .isEqualTo(
            new Result(
                Status.INVALID,
                "e1",
                List.of(
                    new Fault("/properties/user_id", "is required"),
                    new Fault("/properties/x", "is odd")),
                ROW));
  }

  @Test
  void theAnswerSaysAsMuchAsIsAsked() {
    Result result = new Result(Status.INVALID, "e1", List.of(FAULTS.getFirst()), ROW);

    assertThat(result.toJson()).hasToString("{\"status\":\"rejected\",\"event_id\":\"e1\"}");
    assertThat(result.toJsonWithErrors())
        .hasToString(
            "{\"status\":\"rejected\",\"event_id\":\"e1\","
                + "\"errors\":[{\"pointer\":\"/user_id\",\"detail\":\"is required\"}]}");
    assertThat(result.toJsonWithRow().path("row")).hasToString("{\"event_id\":\"e1\"}");
    assertThat(Result.erased(ROW, true).toJsonWithRow().path("row").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "ACCEPTED,  ACCEPTED",
    "RECORDED,  ACCEPTED",
    "DUPLICATE, DUPLICATE",
    "INVALID,   REJECTED",
    "TOO_LARGE, REJECTED",
    "CONFLICT,  REJECTED",
    "ERASED,    REJECTED",
    "RETRY,     RETRY"
  })
  void aReplaySpeaksOfFewerStatuses(Status status, ReplayResult.Status word) {
    assertThat(new Result(status, "e1", FAULTS, ROW).toReplay())
        .isEqualTo(new ReplayResult(word, "e1", FAULTS));
  }
}
