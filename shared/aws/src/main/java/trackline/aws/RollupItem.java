package trackline.aws;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.event.EventTime;

/** The attributes of a rollup's item: those of its version, and those of the lease on the next. */
final class RollupItem {

  private static final JsonMapper JSON = new JsonMapper();

  private static final String NAME = "name";
  private static final String COLUMNS = "columns";
  private static final String ROWS = "rows";
  private static final String TRUNCATED = "truncated";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String GENERATED_AT = "generated_at";
  private static final String QUERY_ID = "query_id";
  private static final String BYTES_SCANNED = "bytes_scanned";
  private static final String LEASE_TOKEN = "lease_token";
  private static final String LEASE_UNTIL = "lease_until";
  private static final String LEASE_QUERY_ID = "lease_query_id";

  private RollupItem() {}

  static RollupState state(Map<String, AttributeValue> item) {
    return new RollupState(version(item), lease(item));
  }

  static Map<String, AttributeValue> attributes(RollupVersion version) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put(
        COLUMNS, AttributeValue.fromL(version.columns().stream().map(RollupItem::text).toList()));
    attributes.put(ROWS, text(version.rows().toString()));
    attributes.put(TRUNCATED, AttributeValue.fromBool(version.truncated()));
    attributes.put(FROM, text(version.from().toString()));
    attributes.put(TO, text(version.to().toString()));
    attributes.put(GENERATED_AT, text(EventTime.format(version.generatedAt())));
    attributes.put(QUERY_ID, text(version.queryId()));
    attributes.put(BYTES_SCANNED, AttributeValue.fromN(Long.toString(version.bytesScanned())));
    return attributes;
  }

  private static Optional<RollupVersion> version(Map<String, AttributeValue> item) {
    if (!item.containsKey(ROWS)) {
      return Optional.empty();
    }
    List<String> columns = attribute(item, COLUMNS).l().stream().map(AttributeValue::s).toList();
    return Optional.of(
        new RollupVersion(
            text(item, NAME),
            columns,
            json(text(item, ROWS)),
            isTruncated(item),
            LocalDate.parse(text(item, FROM)),
            LocalDate.parse(text(item, TO)),
            Instant.parse(text(item, GENERATED_AT)),
            text(item, QUERY_ID),
            Long.parseLong(attribute(item, BYTES_SCANNED).n())));
  }

  /** Items that were written before rows could be left out have no such attribute. */
  private static boolean isTruncated(Map<String, AttributeValue> item) {
    return item.containsKey(TRUNCATED) && Boolean.TRUE.equals(item.get(TRUNCATED).bool());
  }

  private static Optional<RollupLease> lease(Map<String, AttributeValue> item) {
    if (!item.containsKey(LEASE_TOKEN)) {
      return Optional.empty();
    }
    return Optional.of(
        new RollupLease(
            text(item, LEASE_TOKEN),
            Instant.parse(text(item, LEASE_UNTIL)),
            Optional.ofNullable(item.get(LEASE_QUERY_ID)).map(AttributeValue::s)));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("A rollup's rows are no JSON", e);
    }
  }

  private static AttributeValue attribute(Map<String, AttributeValue> item, String attribute) {
    return requireNonNull(item.get(attribute), attribute);
  }

  private static String text(Map<String, AttributeValue> item, String attribute) {
    return attribute(item, attribute).s();
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }
}
