package trackline.aws;

import static java.util.stream.Collectors.toSet;

import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import trackline.event.Column;
import trackline.time.Deadline;

/** Those who asked to forget a user that another had asked for before them. */
final class OtherAskers {
  private static final String USER_ID = Column.USER_ID.columnName();

  /** Somebody else may add, or take out, the first other one between two of them. */
  private static final int ATTEMPTS = 3;

  private static final String NOT_THE_FIRST = "NOT (#source = :source AND #label = :label)";

  private static final String ADD_MAP =
      "attribute_exists(#user) AND attribute_not_exists(#others) AND " + NOT_THE_FIRST;

  private static final String ADD_MEMBER =
      "attribute_exists(#others) AND attribute_not_exists(#others.#asker)"
          + " AND size(#others) < :most AND "
          + NOT_THE_FIRST;

  private final DynamoDbClient dynamoDb;
  private final String table;

  OtherAskers(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /**
   * Keeps who asked beside the askers that the items of users have; one that is there already is
   * left as it is, and beyond {@link ErasureTable#MOST_OTHERS} none is added.
   *
   * @return the users of whom that could not be said now
   */
  Set<String> add(List<String> userIds, Asker asker, Deadline deadline) {
    AtomicBoolean down = new AtomicBoolean();
    List<Boolean> added =
        Chunks.callEach(Chunks.of(userIds, 1), one -> add(one.getFirst(), asker, deadline, down));
    return IntStream.range(0, userIds.size())
        .filter(i -> !added.get(i))
        .mapToObj(userIds::get)
        .collect(toSet());
  }

  /**
   * Keeps who asked for one user.
   *
   * @param down whether a call failed as a whole: then no other is begun
   */
  private boolean add(String userId, Asker asker, Deadline deadline, AtomicBoolean down) {
    boolean hasOthers = true;
    for (int i = 0; i < ATTEMPTS && CallTime.suffices(deadline) && !down.get(); i++) {
      try {
        update(userId, asker, hasOthers, deadline);
        return true;
      } catch (ConditionalCheckFailedException e) {
        if (!e.hasItem()) {
          return false; // It was taken back meanwhile: sent again, this asker is the first.
        }
        if (isKept(asker, e.item())) {
          return true;
        }
        hasOthers = e.item().containsKey(Asker.OTHERS);
      } catch (SdkException | UncheckedIOException e) {
        if (!AwsErrors.mayPass(e)) {
          throw e;
        }
        down.set(true);
      }
    }
    return false;
  }

  private static boolean isKept(Asker asker, Map<String, AttributeValue> item) {
    return Asker.of(item).stream().anyMatch(asker::isSame)
        || Asker.others(item).size() >= ErasureTable.MOST_OTHERS;
  }

  private void update(String userId, Asker asker, boolean hasOthers, Deadline deadline) {
    Map<String, String> names = new HashMap<>();
    names.put("#others", Asker.OTHERS);
    names.put("#source", Asker.SOURCE);
    names.put("#label", Asker.KEY_LABEL);
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":source", AttributeValue.fromS(asker.source()));
    values.put(":label", AttributeValue.fromS(asker.keyLabel()));
    if (hasOthers) {
      names.put("#asker", asker.name());
      values.put(":asker", asker.asOther());
      values.put(":most", AttributeValue.fromN(Integer.toString(ErasureTable.MOST_OTHERS)));
    } else {
      names.put("#user", USER_ID);
      values.put(":asker", AttributeValue.fromM(Map.of(asker.name(), asker.asOther())));
    }
    UpdateItemResponse _ =
        dynamoDb.updateItem(
            request ->
                request
                    .tableName(table)
                    .key(Map.of(USER_ID, AttributeValue.fromS(userId)))
                    .conditionExpression(hasOthers ? ADD_MEMBER : ADD_MAP)
                    .updateExpression(
                        "SET " + (hasOthers ? "#others.#asker" : "#others") + " = :asker")
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(values)
                    .returnValuesOnConditionCheckFailure(
                        ReturnValuesOnConditionCheckFailure.ALL_OLD)
                    .overrideConfiguration(call -> CallTime.limit(call, deadline)));
  }
}
