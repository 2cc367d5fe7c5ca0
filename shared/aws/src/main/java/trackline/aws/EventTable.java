package trackline.aws;

import static java.util.stream.Collectors.joining;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import trackline.event.Column;
import trackline.event.EventRow;

/**
 * The events table, to which rows are only ever added. An insert costs one write and answers for
 * each row by itself: a key that is taken is never overwritten.
 */
public final class EventTable {
  /** What became of one row. */
  public enum Outcome {
    /** The row is in the table, and was not before. */
    ACCEPTED,
    /** The table has this key with the same content. */
    DUPLICATE,
    /** The table has this key with other content, and keeps that. */
    CONFLICT,
    /** The table could not take the row now; the same row may be sent again. */
    RETRY,
    /** The table will never take the row: something that was judged good is against its rules. */
    REFUSED
  }

  /** BatchExecuteStatement takes 25 statements. */
  private static final int STATEMENTS = 25;

  /** BatchGetItem takes 100 keys. */
  private static final int KEYS = 100;

  private static final int PARALLEL = 4;

  /** For rows that the table refused one by one; a call that failed was the client's to repeat. */
  private static final int ATTEMPTS = 3;

  private static final int BACK_OFF_MILLIS = 50;

  private static final Set<BatchStatementErrorCodeEnum> PASSING =
      Set.of(
          BatchStatementErrorCodeEnum.THROTTLING_ERROR,
          BatchStatementErrorCodeEnum.PROVISIONED_THROUGHPUT_EXCEEDED,
          BatchStatementErrorCodeEnum.REQUEST_LIMIT_EXCEEDED,
          BatchStatementErrorCodeEnum.TRANSACTION_CONFLICT,
          BatchStatementErrorCodeEnum.INTERNAL_SERVER_ERROR);

  private final DynamoDbClient dynamoDb;
  private final String table;

  public EventTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /** Adds rows of different keys; the outcomes are in the order of the rows. */
  public List<Outcome> insert(List<EventRow> rows) {
    List<Outcome> outcomes = new ArrayList<>(insertAll(chunks(rows, STATEMENTS)));
    List<EventRow> taken =
        IntStream.range(0, rows.size())
            .filter(index -> outcomes.get(index) == Outcome.CONFLICT)
            .mapToObj(rows::get)
            .toList();
    Stored stored = stored(taken);
    for (int index = 0; index < rows.size(); index++) {
      if (outcomes.get(index) == Outcome.CONFLICT) {
        outcomes.set(index, compare(rows.get(index), stored));
      }
    }
    return outcomes;
  }

  /** What an insert would answer, from a consistent read; stores nothing. */
  public List<Outcome> probe(List<EventRow> rows) {
    Stored stored = stored(rows);
    return rows.stream().map(row -> probe(row, stored)).toList();
  }

  private static Outcome probe(EventRow row, Stored stored) {
    boolean free = stored.whole() && !stored.hashes().containsKey(row.key());
    return free ? Outcome.ACCEPTED : compare(row, stored);
  }

  private static <T> List<List<T>> chunks(List<T> all, int size) {
    return IntStream.iterate(0, from -> from < all.size(), from -> from + size)
        .mapToObj(from -> all.subList(from, Math.min(from + size, all.size())))
        .toList();
  }

  /** A batch of several chunks waits for the slowest of them, not for one after the other. */
  private List<Outcome> insertAll(List<List<EventRow>> chunks) {
    AtomicBoolean down = new AtomicBoolean();
    if (chunks.size() == 1) {
      return insertChunk(chunks.getFirst(), down);
    }
    try (ExecutorService threads =
        Executors.newFixedThreadPool(PARALLEL, Thread.ofVirtual().factory())) {
      return chunks.stream()
          .map(chunk -> CompletableFuture.supplyAsync(() -> insertChunk(chunk, down), threads))
          .toList()
          .stream()
          .flatMap(outcomes -> outcomes.join().stream())
          .toList();
    }
  }

  /**
   * Inserts what one call takes.
   *
   * @param down whether a call failed as a whole: then no other is begun, since each may take until
   *     its time-out and the caller waits for an answer
   */
  private List<Outcome> insertChunk(List<EventRow> rows, AtomicBoolean down) {
    Outcome[] outcomes = new Outcome[rows.size()];
    Arrays.fill(outcomes, Outcome.RETRY);
    List<Integer> open = IntStream.range(0, rows.size()).boxed().toList();
    for (int attempt = 1; !open.isEmpty() && attempt <= ATTEMPTS && !down.get(); attempt++) {
      if (attempt > 1) {
        pause(attempt);
      }
      insertOnce(rows, open, outcomes, down);
      open = open.stream().filter(index -> outcomes[index] == Outcome.RETRY).toList();
    }
    return List.of(outcomes);
  }

  private void insertOnce(
      List<EventRow> rows, List<Integer> open, Outcome[] outcomes, AtomicBoolean down) {
    try {
      List<BatchStatementResponse> responses = execute(open.stream().map(rows::get).toList());
      for (int i = 0; i < open.size(); i++) {
        outcomes[open.get(i)] = outcome(responses.get(i));
      }
    } catch (SdkException | UncheckedIOException e) {
      if (!mayPass(e)) {
        throw e;
      }
      // Some of the rows may be stored all the same: sent again, they are duplicates.
      down.set(true);
    }
  }

  private List<BatchStatementResponse> execute(List<EventRow> rows) {
    List<BatchStatementRequest> statements = rows.stream().map(this::statement).toList();
    return dynamoDb.batchExecuteStatement(request -> request.statements(statements)).responses();
  }

  private BatchStatementRequest statement(EventRow row) {
    Map<String, String> attributes = row.attributes();
    String members =
        attributes.keySet().stream().map(name -> "'" + name + "': ?").collect(joining(", "));
    return BatchStatementRequest.builder()
        .statement("INSERT INTO \"" + table + "\" VALUE {" + members + "}")
        .parameters(attributes.values().stream().map(AttributeValue::fromS).toList())
        .build();
  }

  /**
   * Throttling, time-outs, broken connections (which the SDK may let through as they are) and the
   * service's own trouble pass; a wrong name or policy does not.
   */
  private static boolean mayPass(RuntimeException e) {
    return !(e instanceof AwsServiceException answer)
        || answer.isThrottlingException()
        || answer.statusCode() >= 500;
  }

  /** A taken key is a conflict until the contents are compared. */
  private static Outcome outcome(BatchStatementResponse response) {
    if (response.error() == null) {
      return Outcome.ACCEPTED;
    }
    BatchStatementErrorCodeEnum code = response.error().code();
    if (code == BatchStatementErrorCodeEnum.DUPLICATE_ITEM) {
      return Outcome.CONFLICT;
    }
    if (PASSING.contains(code)) {
      return Outcome.RETRY;
    }
    if (code == BatchStatementErrorCodeEnum.ACCESS_DENIED
        || code == BatchStatementErrorCodeEnum.RESOURCE_NOT_FOUND) {
      throw new IllegalStateException("The events table refuses every statement: " + code);
    }
    return Outcome.REFUSED;
  }

  private static Outcome compare(EventRow row, Stored stored) {
    String hash = stored.hashes().get(row.key());
    if (hash == null) {
      return Outcome.RETRY;
    }
    return hash.equals(row.contentHash()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
  }

  /**
   * The content hashes that the table has under the keys of rows.
   *
   * @param whole whether all of them could be read
   */
  private record Stored(Map<EventRow.Key, String> hashes, boolean whole) {}

  private Stored stored(List<EventRow> rows) {
    Map<EventRow.Key, String> hashes = new HashMap<>();
    try {
      boolean whole = true;
      for (List<EventRow> chunk : chunks(rows, KEYS)) {
        whole &= read(chunk, hashes);
      }
      return new Stored(hashes, whole);
    } catch (SdkException | UncheckedIOException e) {
      if (!mayPass(e)) {
        throw e;
      }
      return new Stored(hashes, false);
    }
  }

  private boolean read(List<EventRow> rows, Map<EventRow.Key, String> hashes) {
    KeysAndAttributes keys =
        KeysAndAttributes.builder()
            .keys(rows.stream().map(row -> key(row.key())).toList())
            .consistentRead(true)
            .projectionExpression(
                String.join(
                    ", ",
                    Column.USER_ID.columnName(),
                    Column.EVENT_KEY.columnName(),
                    EventRow.CONTENT_HASH))
            .build();
    BatchGetItemResponse response =
        dynamoDb.batchGetItem(request -> request.requestItems(Map.of(table, keys)));
    response
        .responses()
        .getOrDefault(table, List.of())
        .forEach(item -> hashes.put(key(item), text(item, EventRow.CONTENT_HASH)));
    return !response.hasUnprocessedKeys() || response.unprocessedKeys().isEmpty();
  }

  private static Map<String, AttributeValue> key(EventRow.Key key) {
    return Map.of(
        Column.USER_ID.columnName(), AttributeValue.fromS(key.userId()),
        Column.EVENT_KEY.columnName(), AttributeValue.fromS(key.eventKey()));
  }

  private static EventRow.Key key(Map<String, AttributeValue> item) {
    return new EventRow.Key(
        text(item, Column.USER_ID.columnName()), text(item, Column.EVENT_KEY.columnName()));
  }

  /** An item that something else wrote may have no hash: it is other content. */
  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }

  /** Full jitter: clients that were throttled together do not come back together. */
  private static void pause(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(BACK_OFF_MILLIS << attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
