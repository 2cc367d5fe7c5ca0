package trackline.aws;

import static java.util.Comparator.comparing;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.event.EventTime;

/**
 * Who asked that a user be forgotten: a door and the label of a key. Of the first one an item of
 * the {@linkplain ErasureTable table} has the attributes; each other one is a member of its map
 * {@code others}, {@code "door/label": {"requested_at", "request_id"}}, so that it is there once
 * however often it asks.
 *
 * @param requestedAt when it first asked, ISO-8601
 * @param source the door, for example {@code segment}
 * @param keyLabel the label of the key, or of the webhook's token; empty in items of earlier
 *     versions
 * @param requestId the id of its first HTTP request; empty as the label
 */
public record Asker(String requestedAt, String source, String keyLabel, String requestId) {
  /** The attribute with the others; without one there are none. */
  public static final String OTHERS = "others";

  static final String REQUESTED_AT = "requested_at";
  static final String SOURCE = "source";
  static final String KEY_LABEL = "key_label";
  static final String REQUEST_ID = "request_id";

  /** What an item says of its askers. */
  public static final List<String> ATTRIBUTES =
      List.of(REQUESTED_AT, SOURCE, KEY_LABEL, REQUEST_ID, OTHERS);

  /** No door has it in its word; a label may. */
  private static final String SEPARATOR = "/";

  static Asker of(ErasureTable.Request asked) {
    return new Asker(
        EventTime.format(asked.at()), asked.source(), asked.keyLabel(), asked.requestId());
  }

  /** All who asked by an item: the first one, then the others by when they asked. */
  public static List<Asker> of(Map<String, AttributeValue> item) {
    Asker first =
        new Asker(
            text(item, REQUESTED_AT),
            text(item, SOURCE),
            text(item, KEY_LABEL),
            text(item, REQUEST_ID));
    Stream<Asker> others =
        others(item).entrySet().stream()
            .map(other -> of(other.getKey(), other.getValue().m()))
            .sorted(comparing(Asker::requestedAt).thenComparing(Asker::name));
    return Stream.concat(Stream.of(first), others).toList();
  }

  private static Asker of(String name, Map<String, AttributeValue> said) {
    int end = name.indexOf(SEPARATOR);
    return new Asker(
        text(said, REQUESTED_AT),
        name.substring(0, end),
        name.substring(end + SEPARATOR.length()),
        text(said, REQUEST_ID));
  }

  static Map<String, AttributeValue> others(Map<String, AttributeValue> item) {
    AttributeValue others = item.get(OTHERS);
    return others == null ? Map.of() : others.m();
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }

  /** The door and the label, for example {@code segment/privacy-desk}. */
  public String name() {
    return source + SEPARATOR + keyLabel;
  }

  /** The attributes of an item of which this is the first one. */
  public Map<String, String> asFirst() {
    return Map.of(
        REQUESTED_AT, requestedAt, SOURCE, source, KEY_LABEL, keyLabel, REQUEST_ID, requestId);
  }

  /** What an item says of it among the others, under its name. */
  public AttributeValue asOther() {
    return AttributeValue.fromM(
        Map.of(
            REQUESTED_AT,
            AttributeValue.fromS(requestedAt),
            REQUEST_ID,
            AttributeValue.fromS(requestId)));
  }

  boolean isSame(Asker other) {
    return name().equals(other.name());
  }
}
