package trackline.aws;

import static java.util.stream.Collectors.toSet;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import trackline.event.Column;
import trackline.time.Deadline;

/**
 * The users whose erasure was asked for, an item each: {@code user_id}, {@code requested_at},
 * {@code source}, {@code key_label} and {@code request_id} of the first request, {@code others},
 * who else asked (see {@link Asker}), and {@code refused}, how many events were refused since. To
 * let a user in again, the item is deleted; one asker's requests are taken back by taking that one
 * out.
 */
public final class ErasureTable {
  private static final String USER_ID = Column.USER_ID.columnName();
  private static final String REFUSED = "refused";

  /** Users of one request whose refused events are counted: each is a write. */
  static final int MOST_COUNTED = 25;

  /**
   * Askers that an item has beside the first one; who comes later is not kept, and the user is
   * forgotten all the same. So an item stays within the 4 KB that a read costs once.
   */
  static final int MOST_OTHERS = 20;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final TableInserts inserts;
  private final TableReads reads;
  private final OtherAskers others;

  /**
   * Who asked to forget a user, and when.
   *
   * @param source the door that took the request, for example {@code segment}
   * @param keyLabel the label of the key, or of the webhook's token
   * @param requestId the id of the HTTP request, by which its log line is found
   */
  public record Request(Instant at, String source, String keyLabel, String requestId) {}

  public ErasureTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.inserts = new TableInserts(dynamoDb, table);
    this.reads = new TableReads(dynamoDb, table, USER_ID);
    this.others = new OtherAskers(dynamoDb, table);
  }

  /**
   * Records requests for the erasure of users; of a user whose erasure was asked for already, that
   * this one asked too.
   *
   * @return the users whose request could not be recorded now
   */
  public Set<String> record(Collection<String> userIds, Request asked, Deadline deadline) {
    Asker asker = Asker.of(asked);
    List<String> distinct = userIds.stream().distinct().toList();
    List<TableInserts.Outcome> outcomes =
        inserts.insert(distinct.stream().map(id -> item(id, asker)).toList(), deadline);
    Set<String> unrecorded = new HashSet<>();
    List<String> askedBefore = new ArrayList<>();
    for (int i = 0; i < distinct.size(); i++) {
      switch (outcomes.get(i)) {
        case ADDED -> {}
        case TAKEN -> askedBefore.add(distinct.get(i));
        case RETRY, REFUSED -> unrecorded.add(distinct.get(i));
      }
    }
    unrecorded.addAll(others.add(askedBefore, asker, deadline));
    return unrecorded;
  }

  private static Map<String, String> item(String userId, Asker asker) {
    Map<String, String> item = new HashMap<>(asker.asFirst());
    item.put(USER_ID, userId);
    return item;
  }

  /**
   * Counts events that were refused because of their users, of whom nothing else is kept. It is
   * done as far as the deadline goes, and no event is refused for it.
   *
   * @param events how many, by the user that was forgotten
   * @return the users whose events are not counted: those beyond {@value #MOST_COUNTED}, and those
   *     whose count could not be written
   */
  public Set<String> countRefused(Map<String, Integer> events, Deadline deadline) {
    List<Map.Entry<String, Integer>> first =
        events.entrySet().stream().limit(MOST_COUNTED).toList();
    List<Boolean> counted =
        Chunks.callEach(Chunks.of(first, 1), one -> count(one.getFirst(), deadline));
    Set<String> uncounted = new HashSet<>(events.keySet());
    for (int i = 0; i < first.size(); i++) {
      if (counted.get(i)) {
        uncounted.remove(first.get(i).getKey());
      }
    }
    return uncounted;
  }

  private boolean count(Map.Entry<String, Integer> events, Deadline deadline) {
    if (!CallTime.suffices(deadline)) {
      return false;
    }
    AttributeValue more = AttributeValue.fromN(events.getValue().toString());
    try {
      UpdateItemResponse _ =
          dynamoDb.updateItem(
              request ->
                  request
                      .tableName(table)
                      .key(key(events.getKey()))
                      // A request that is undone meanwhile must not come back.
                      .conditionExpression("attribute_exists(" + USER_ID + ")")
                      .updateExpression("ADD " + REFUSED + " :more")
                      .expressionAttributeValues(Map.of(":more", more))
                      .overrideConfiguration(call -> CallTime.limit(call, deadline)));
      return true;
    } catch (SdkException | UncheckedIOException e) {
      return false;
    }
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
