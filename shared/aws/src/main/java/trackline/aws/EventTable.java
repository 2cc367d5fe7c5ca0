package trackline.aws;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
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
    RETRY
  }

  /** BatchExecuteStatement takes 25 statements. */
  private static final int STATEMENTS = 25;

  /** BatchGetItem takes 100 keys. */
  private static final int KEYS = 100;

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
    Outcome[] outcomes = new Outcome[rows.size()];
    List<Integer> taken = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += STATEMENTS) {
      insertChunk(rows, indexes(from, Math.min(from + STATEMENTS, rows.size())), outcomes, taken);
    }
    Map<EventRow.Key, String> stored = contentHashes(taken.stream().map(rows::get).toList());
    taken.forEach(index -> outcomes[index] = compare(rows.get(index), stored));
    return List.of(outcomes);
  }

  /** What an insert would answer, from a consistent read; stores nothing. */
  public Outcome probe(EventRow row) {
    Map<EventRow.Key, String> stored = contentHashes(List.of(row));
    return stored.isEmpty() ? Outcome.ACCEPTED : compare(row, stored);
  }

  private static List<Integer> indexes(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private void insertChunk(
      List<EventRow> rows, List<Integer> chunk, Outcome[] outcomes, List<Integer> taken) {
    List<Integer> open = chunk;
    for (int attempt = 1; !open.isEmpty() && attempt <= ATTEMPTS; attempt++) {
      open = insertOnce(rows, open, outcomes, taken);
      if (!open.isEmpty() && attempt < ATTEMPTS) {
        pause(attempt);
      }
    }
  }

  /** Sends one call and returns the rows to send again. */
  private List<Integer> insertOnce(
      List<EventRow> rows, List<Integer> chunk, Outcome[] outcomes, List<Integer> taken) {
    List<BatchStatementResponse> responses;
    try {
      responses = execute(chunk.stream().map(rows::get).toList());
    } catch (SdkException e) {
      // The client has tried again by itself; some of the rows may be stored, and a retry finds
      // out.
      chunk.forEach(index -> outcomes[index] = Outcome.RETRY);
      return List.of();
    }
    List<Integer> again = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      int index = chunk.get(i);
      outcomes[index] = outcome(responses.get(i));
      switch (outcomes[index]) {
        case CONFLICT -> taken.add(index);
        case RETRY -> again.add(index);
        case ACCEPTED, DUPLICATE -> {}
      }
    }
    return again;
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

  /** A taken key is a conflict until the contents are compared. */
  private static Outcome outcome(BatchStatementResponse response) {
    if (response.error() == null) {
      return Outcome.ACCEPTED;
    }
    BatchStatementErrorCodeEnum code = response.error().code();
    if (code == BatchStatementErrorCodeEnum.DUPLICATE_ITEM
        || code == BatchStatementErrorCodeEnum.CONDITIONAL_CHECK_FAILED) {
      return Outcome.CONFLICT;
    }
    if (PASSING.contains(code)) {
      return Outcome.RETRY;
    }
    throw new IllegalStateException("The events table refused a statement: " + code);
  }

  private static Outcome compare(EventRow row, Map<EventRow.Key, String> stored) {
    String hash = stored.get(row.key());
    if (hash == null) {
      return Outcome.RETRY;
    }
    return hash.equals(row.contentHash()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
  }

  /**
   * The content hashes that the table has under the rows' keys; what cannot be read is left out.
   */
  private Map<EventRow.Key, String> contentHashes(List<EventRow> rows) {
    Map<EventRow.Key, String> hashes = new HashMap<>();
    for (int from = 0; from < rows.size(); from += KEYS) {
      read(rows.subList(from, Math.min(from + KEYS, rows.size())), hashes);
    }
    return hashes;
  }

  private void read(List<EventRow> rows, Map<EventRow.Key, String> hashes) {
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
    dynamoDb
        .batchGetItem(request -> request.requestItems(Map.of(table, keys)))
        .responses()
        .getOrDefault(table, List.of())
        .forEach(item -> hashes.put(key(item), text(item, EventRow.CONTENT_HASH)));
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
