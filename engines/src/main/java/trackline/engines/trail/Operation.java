package trackline.engines.trail;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** DynamoDB's calls that read or write data: those that are recorded. */
public enum Operation {
  GET_ITEM("GetItem", true),
  PUT_ITEM("PutItem", false),
  UPDATE_ITEM("UpdateItem", false),
  DELETE_ITEM("DeleteItem", false),
  QUERY("Query", true),
  SCAN("Scan", true),
  SEARCH_VECTORS("SearchVectors", true),
  BATCH_GET_ITEM("BatchGetItem", true),
  BATCH_WRITE_ITEM("BatchWriteItem", false),
  TRANSACT_GET_ITEMS("TransactGetItems", true),
  TRANSACT_WRITE_ITEMS("TransactWriteItems", false),
  EXECUTE_STATEMENT("ExecuteStatement", false),
  BATCH_EXECUTE_STATEMENT("BatchExecuteStatement", false),
  EXECUTE_TRANSACTION("ExecuteTransaction", false);

  private static final Map<String, Operation> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Operation::eventName, Function.identity()));

  private final String eventName;
  private final boolean readOnly;

  Operation(String eventName, boolean readOnly) {
    this.eventName = eventName;
    this.readOnly = readOnly;
  }

  public static Optional<Operation> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  public String eventName() {
    return eventName;
  }

  /** What CloudTrail says of it: a PartiQL call is no read, whatever its statement. */
  public boolean isReadOnly() {
    return readOnly;
  }
}
