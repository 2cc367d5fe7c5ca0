package trackline.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.aws.TableInserts.Outcome.ADDED;
import static trackline.aws.TableInserts.Outcome.RETRY;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import trackline.aws.TableInserts.Outcome;

/** A clock of the test's own, which waits and calls move on. */
class TableInsertsTest {
  private static final Duration TIME = Duration.ofSeconds(20);

  private Duration now = Duration.ZERO;

  private synchronized void pass(Duration duration) {
    now = now.plus(duration);
  }

  private synchronized Duration timeLeft() {
    return TIME.minus(now);
  }

  /** Throttles every statement at first, and takes a while for each call. */
  private final class Table implements DynamoDbClient {
    private final Duration duration;
    private final int throttled;
    private int calls;
    private Duration limit = Duration.ZERO;

    Table(Duration duration, int throttled) {
      this.duration = duration;
      this.throttled = throttled;
    }

    @Override
    public synchronized BatchExecuteStatementResponse batchExecuteStatement(
        BatchExecuteStatementRequest request) {
      limit =
          request
              .overrideConfiguration()
              .flatMap(override -> override.apiCallTimeout())
              .orElse(limit);
      pass(duration);
      boolean isThrottled = calls++ < throttled;
      BatchStatementResponse.Builder response = BatchStatementResponse.builder();
      if (isThrottled) {
        response.error(error -> error.code(BatchStatementErrorCodeEnum.THROTTLING_ERROR));
      }
      return BatchExecuteStatementResponse.builder()
          .responses(request.statements().stream().map(s -> response.build()).toList())
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  private List<Outcome> insert(Table table, int items) {
    Backoff backoff =
        Backoff.jittered(Duration.ofMillis(100), Duration.ofSeconds(2), this::pass, new Random(42));
    return new TableInserts(table, "table", backoff)
        .insert(
            IntStream.range(0, items).mapToObj(i -> Map.of("id", "i" + i)).toList(),
            this::timeLeft);
  }

  @Test
  void whatIsRefusedIsTriedAgainMoreOftenThanTwice() {
    Table table = new Table(Duration.ofMillis(10), 8);
    assertThat(insert(table, 3)).containsExactly(ADDED, ADDED, ADDED);
    assertThat(table.calls).isEqualTo(9);
  }

  @Test
  void whatIsRefusedForGoodIsToldBeforeTheTimeIsUp() {
    Table table = new Table(Duration.ofMillis(10), Integer.MAX_VALUE);
    assertThat(insert(table, 3)).containsOnly(RETRY);
    assertThat(table.calls).isGreaterThan(10);
    assertThat(timeLeft()).isPositive().isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void aSlowTableTakesWhatThereIsTimeFor() {
    Table table = new Table(Duration.ofSeconds(3), 0);
    List<Outcome> outcomes = insert(table, 500);
    assertThat(outcomes).hasSize(500).contains(ADDED, RETRY);
    assertThat(outcomes.stream().filter(outcome -> outcome == ADDED).count())
        .isEqualTo(25L * table.calls);
  }

  /** The first call leaves 3 s, which is less than a call may take by its client's settings. */
  @Test
  void theLastCallMayTakeWhatIsLeft() {
    Table table = new Table(TIME.minusSeconds(3), 1);
    assertThat(insert(table, 3)).containsOnly(ADDED);
    assertThat(table.calls).isEqualTo(2);
    assertThat(table.limit).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void withoutTimeNoCallIsBegun() {
    pass(TIME);
    Table table = new Table(Duration.ofMillis(10), 0);
    assertThat(insert(table, 30)).hasSize(30).containsOnly(RETRY);
    assertThat(table.calls).isZero();
  }
}
