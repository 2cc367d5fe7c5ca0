package trackline.engines.trail;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/** Which attributes are the keys of a table, remembered until the table goes. */
final class KeySchemas {
  private final Supplier<DynamoDbClient> client;
  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

  KeySchemas(Supplier<DynamoDbClient> client) {
    this.client = client;
  }

  /** The names of a table's keys; none of a table that is not there. */
  Set<String> of(String table) {
    Set<String> names = known.get(table);
    return names == null ? look(table) : names;
  }

  /** A table that is made anew may have other keys. */
  void forget() {
    known.clear();
  }

  private Set<String> look(String table) {
    try {
      Set<String> names =
          client.get().describeTable(r -> r.tableName(table)).table().keySchema().stream()
              .map(KeySchemaElement::attributeName)
              .collect(Collectors.toUnmodifiableSet());
      known.put(table, names);
      return names;
    } catch (SdkException e) {
      // No such table, or a name that cannot be one: nothing of it is a key.
      return Set.of();
    }
  }
}
