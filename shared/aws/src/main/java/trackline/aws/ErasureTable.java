package trackline.aws;

import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.event.Column;
import trackline.event.EventTime;
import trackline.time.Deadline;

/**
 * The users whose erasure was asked for, an item each: {@code user_id}, {@code requested_at},
 * {@code source}. The first request of a user stands. To let a user in again, the item is deleted.
 */
public final class ErasureTable {
  private static final String USER_ID = Column.USER_ID.columnName();

  private final TableInserts inserts;
  private final TableReads reads;

  public ErasureTable(DynamoDbClient dynamoDb, String table) {
    this.inserts = new TableInserts(dynamoDb, table);
    this.reads = new TableReads(dynamoDb, table, USER_ID);
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
    TableReads.Found found =
        reads.read(userIds.stream().distinct().map(ErasureTable::key).toList(), deadline);
    return found.whole()
        ? Optional.of(
            found.items().stream().map(item -> TableReads.text(item, USER_ID)).collect(toSet()))
        : Optional.empty();
  }

  private static Map<String, AttributeValue> key(String userId) {
    return Map.of(USER_ID, AttributeValue.fromS(userId));
  }
}
