package trackline.aws;

import static java.util.stream.Collectors.toSet;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import trackline.event.Column;
import trackline.event.EventTime;
import trackline.time.Deadline;

/**
 * The users whose erasure was asked for, an item each: {@code user_id}, {@code requested_at},
 * {@code source}. The first request of a user stands. To let a user in again, the item is deleted.
 */
public final class ErasureTable {
  private static final String USER_ID = Column.USER_ID.columnName();

  /** BatchGetItem takes 100 keys. */
  private static final int KEYS = 100;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final TableInserts inserts;

  public ErasureTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.inserts = new TableInserts(dynamoDb, table);
  }

  /**
   * Records requests for the erasure of users.
   *
   * @param source the door that took them, for example {@code segment}
   * @return the users whose request could not be recorded now
   */
  public Set<String> record(
      Collection<String> userIds, Instant requestedAt, String source, Deadline deadline) {
    List<String> distinct = userIds.stream().distinct().toList();
    List<TableInserts.Outcome> outcomes =
        inserts.insert(
            distinct.stream().map(id -> item(id, requestedAt, source)).toList(), deadline);
    Set<String> unrecorded = new HashSet<>();
    for (int i = 0; i < distinct.size(); i++) {
      switch (outcomes.get(i)) {
        case ADDED, TAKEN -> {}
        case RETRY, REFUSED -> unrecorded.add(distinct.get(i));
      }
    }
    return unrecorded;
  }

  private static Map<String, String> item(String userId, Instant requestedAt, String source) {
    return Map.of(USER_ID, userId, "requested_at", EventTime.format(requestedAt), "source", source);
  }

  /**
   * Those among users whose erasure was asked for, from a consistent read: a request counts from
   * its answer on.
   *
   * @return nothing when the table could not be asked now, or not about all of them in time
   */
  public Optional<Set<String>> among(Collection<String> userIds, Deadline deadline) {
    AtomicBoolean down = new AtomicBoolean();
    List<Optional<List<String>>> found =
        Chunks.callEach(
            Chunks.of(userIds.stream().distinct().toList(), KEYS),
            chunk -> find(chunk, deadline, down));
    return down.get()
        ? Optional.empty()
        : Optional.of(
            found.stream().flatMap(Optional::stream).flatMap(List::stream).collect(toSet()));
  }

  /**
   * Asks about what one call takes.
   *
   * @param down whether a call told nothing: then no other is begun, since all must tell
   */
  private Optional<List<String>> find(List<String> userIds, Deadline deadline, AtomicBoolean down) {
    Optional<List<String>> found =
        down.get() || !CallTime.suffices(deadline) ? Optional.empty() : find(userIds, deadline);
    if (found.isEmpty()) {
      down.set(true);
    }
    return found;
  }

  private Optional<List<String>> find(List<String> userIds, Deadline deadline) {
    try {
      BatchGetItemResponse response = read(userIds, deadline);
      return EventTable.isWhole(response)
          ? Optional.of(
              response.responses().getOrDefault(table, List.of()).stream()
                  .map(item -> EventTable.text(item, USER_ID))
                  .toList())
          : Optional.empty();
    } catch (SdkException | UncheckedIOException e) {
      if (!AwsErrors.mayPass(e)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private BatchGetItemResponse read(List<String> userIds, Deadline deadline) {
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    userIds.forEach(id -> keys.add(Map.of(USER_ID, AttributeValue.fromS(id))));
    KeysAndAttributes wanted =
        KeysAndAttributes.builder()
            .keys(keys)
            .consistentRead(true)
            .projectionExpression(USER_ID)
            .build();
    return dynamoDb.batchGetItem(
        request ->
            request
                .requestItems(Map.of(table, wanted))
                .overrideConfiguration(call -> CallTime.limit(call, deadline)));
  }
}
