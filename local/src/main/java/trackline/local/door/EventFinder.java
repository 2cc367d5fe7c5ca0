package trackline.local.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineReader;
import trackline.event.Column;
import trackline.event.UserId;

/** Finds events where they ended up: the good ones in the table, the bad ones in quarantine. */
public final class EventFinder {
  private static final int SAMPLE = 500;
  private static final String EVENT_ID = Column.EVENT_ID.columnName();

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final S3Client s3;
  private final String quarantineBucket;

  public EventFinder(DynamoDbClient dynamoDb, String table, S3Client s3, String quarantineBucket) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.s3 = s3;
    this.quarantineBucket = quarantineBucket;
  }

  /** The rows of the table, all of them or those of an event id. */
  public ArrayNode good(String eventId) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    ScanRequest.Builder scan = ScanRequest.builder().tableName(table).consistentRead(true);
    if (!eventId.isEmpty()) {
      scan.filterExpression(EVENT_ID + " = :id")
          .expressionAttributeValues(Map.of(":id", AttributeValue.fromS(eventId)));
    }
    dynamoDb.scanPaginator(scan.build()).items().forEach(item -> rows.add(row(item)));
    return rows;
  }

  /** A few ids of known users that have events. */
  public List<String> users(int count) {
    ScanRequest scan =
        ScanRequest.builder()
            .tableName(table)
            .projectionExpression(Column.USER_ID.columnName())
            .limit(SAMPLE)
            .build();
    return dynamoDb.scan(scan).items().stream()
        .flatMap(item -> item.values().stream())
        .map(AttributeValue::s)
        .filter(Predicate.not(UserId::isAnonymous))
        .distinct()
        .limit(count)
        .toList();
  }

  /** The columns only: what the table keeps for itself is no part of an event. */
  private static ObjectNode row(Map<String, AttributeValue> item) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    for (Column column : Column.stored()) {
      AttributeValue value = item.get(column.columnName());
      if (value != null) {
        row.put(column.columnName(), value.s() == null ? value.n() : value.s());
      }
    }
    return row;
  }

  /** The entries of the quarantine, all of them or those of an event id, the oldest day first. */
  public ArrayNode bad(String eventId) {
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    s3.listObjectsV2Paginator(r -> r.bucket(quarantineBucket).prefix(Quarantine.PREFIX))
        .contents()
        .forEach(object -> addEntries(object.key(), eventId, entries));
    return entries;
  }

  private void addEntries(String key, String eventId, ArrayNode entries) {
    byte[] object = s3.getObjectAsBytes(r -> r.bucket(quarantineBucket).key(key)).asByteArray();
    QuarantineReader.all(object).stream()
        .filter(entry -> eventId.isEmpty() || entry.path(EVENT_ID).asText().equals(eventId))
        .forEach(entries::add);
  }
}
