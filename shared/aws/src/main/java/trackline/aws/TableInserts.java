package trackline.aws;

import static java.util.stream.Collectors.joining;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import trackline.time.Deadline;

/**
 * Items added to a table, never replaced: each costs one write, and has an outcome of its own. The
 * items are of text attributes.
 */
final class TableInserts {
  /** What became of one item. */
  enum Outcome {
    ADDED,
    /** The table has an item of this key, and keeps that. */
    TAKEN,
    /** The table could not take the item now. */
    RETRY,
    /** The table will never take it. */
    REFUSED
  }

  /** BatchExecuteStatement takes 25 statements. */
  private static final int STATEMENTS = 25;

  private static final Set<BatchStatementErrorCodeEnum> PASSING =
      Set.of(
          BatchStatementErrorCodeEnum.THROTTLING_ERROR,
          BatchStatementErrorCodeEnum.PROVISIONED_THROUGHPUT_EXCEEDED,
          BatchStatementErrorCodeEnum.REQUEST_LIMIT_EXCEEDED,
          BatchStatementErrorCodeEnum.TRANSACTION_CONFLICT,
          BatchStatementErrorCodeEnum.INTERNAL_SERVER_ERROR);

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Backoff backoff;

  TableInserts(DynamoDbClient dynamoDb, String table) {
    this(dynamoDb, table, CallTime.backoff());
  }

  TableInserts(DynamoDbClient dynamoDb, String table, Backoff backoff) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.backoff = backoff;
  }

  /**
   * Adds items of different keys; the outcomes are in the order of the items. A batch of several
   * chunks waits for the slowest of them, not for one after the other.
   *
   * @param deadline until when items that the table refused one by one are tried again; those that
   *     were not tried at all by then are to be sent again too
   */
  List<Outcome> insert(List<Map<String, String>> items, Deadline deadline) {
    AtomicBoolean down = new AtomicBoolean();
    return Chunks.callEach(
            Chunks.of(items, STATEMENTS), chunk -> insertChunk(chunk, deadline, down))
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Inserts what one call takes.
   *
   * @param down whether a call failed as a whole, after the client had repeated it: then no other
   *     is begun, since each may take until its time-out and the caller waits for an answer
   */
  private List<Outcome> insertChunk(
      List<Map<String, String>> items, Deadline deadline, AtomicBoolean down) {
    Outcome[] outcomes = new Outcome[items.size()];
    Arrays.fill(outcomes, Outcome.RETRY);
    List<Integer> open = IntStream.range(0, items.size()).boxed().toList();
    for (int retry = 0; CallTime.suffices(deadline) && !down.get(); retry++) {
      insertOnce(items, open, outcomes, deadline, down);
      open = open.stream().filter(index -> outcomes[index] == Outcome.RETRY).toList();
      if (open.isEmpty() || down.get() || !backoff.pause(retry, CallTime.forPause(deadline))) {
        break;
      }
    }
    return List.of(outcomes);
  }

  private void insertOnce(
      List<Map<String, String>> items,
      List<Integer> open,
      Outcome[] outcomes,
      Deadline deadline,
      AtomicBoolean down) {
    try {
      List<BatchStatementResponse> responses =
          execute(open.stream().map(items::get).toList(), deadline);
      // An answer that is cut short says nothing of the rest, which stays to be sent again.
      for (int i = 0; i < Math.min(open.size(), responses.size()); i++) {
        outcomes[open.get(i)] = outcome(responses.get(i));
      }
    } catch (SdkException | UncheckedIOException e) {
      if (!AwsErrors.mayPass(e)) {
        throw e;
      }
      // Some of the items may be stored all the same: sent again, they are duplicates.
      down.set(true);
    }
  }

  private List<BatchStatementResponse> execute(List<Map<String, String>> items, Deadline deadline) {
    List<BatchStatementRequest> statements = items.stream().map(this::statement).toList();
    return dynamoDb
        .batchExecuteStatement(
            request ->
                request
                    .statements(statements)
                    .overrideConfiguration(call -> CallTime.limit(call, deadline)))
        .responses();
  }

  private BatchStatementRequest statement(Map<String, String> attributes) {
    String members =
        attributes.keySet().stream().map(name -> "'" + name + "': ?").collect(joining(", "));
    return BatchStatementRequest.builder()
        .statement("INSERT INTO \"" + table + "\" VALUE {" + members + "}")
        .parameters(attributes.values().stream().map(AttributeValue::fromS).toList())
        .build();
  }

  private static Outcome outcome(BatchStatementResponse response) {
    if (response.error() == null) {
      return Outcome.ADDED;
    }
    BatchStatementErrorCodeEnum code = response.error().code();
    if (code == BatchStatementErrorCodeEnum.DUPLICATE_ITEM) {
      return Outcome.TAKEN;
    }
    if (PASSING.contains(code)) {
      return Outcome.RETRY;
    }
    if (code == BatchStatementErrorCodeEnum.ACCESS_DENIED
        || code == BatchStatementErrorCodeEnum.RESOURCE_NOT_FOUND) {
      throw new IllegalStateException("The table refuses every statement: " + code);
    }
    return Outcome.REFUSED;
  }
}
