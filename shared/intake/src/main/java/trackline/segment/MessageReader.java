package trackline.segment;

import static trackline.event.Column.ANONYMOUS_ID;
import static trackline.event.Column.COUNTRY;
import static trackline.event.Column.EVENT_AT;
import static trackline.event.Column.EVENT_ID;
import static trackline.event.Column.EVENT_NAME;
import static trackline.event.Column.EVENT_TYPE;
import static trackline.event.Column.IP_ADDRESS;
import static trackline.event.Column.PAGE_PATH;
import static trackline.event.Column.PAGE_URL;
import static trackline.event.Column.PROPERTIES;
import static trackline.event.Column.REFERRER;
import static trackline.event.Column.SESSION_ID;
import static trackline.event.Column.USER_AGENT;
import static trackline.event.Column.USER_ID;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import trackline.event.Column;
import trackline.event.EventTime;
import trackline.event.Sha256;
import trackline.event.WholeCharacters;
import trackline.intake.Intake;
import trackline.intake.Pointers;

/**
 * The reading of one message: what Segment has a name for becomes the column of that meaning, and
 * what is left is kept among the properties.
 */
final class MessageReader {
  private static final int HASH_ID_LENGTH = 32;
  private static final Pattern ID_FORM = Pattern.compile(Column.EVENT_ID_FORM);

  private static final JsonPointer ADDRESS = JsonPointer.compile("/context/ip");
  private static final String TIMESTAMP = "timestamp";
  private static final String ORIGINAL_TIMESTAMP = "originalTimestamp";
  private static final String SENT_AT = "sentAt";
  private static final String PREVIOUS_ID = "previousId";

  /** The columns that the context fills, and where their values stand in the message. */
  private static final Map<Column, JsonPointer> CONTEXT =
      Map.of(
          USER_AGENT, JsonPointer.compile("/context/userAgent"),
          SESSION_ID, JsonPointer.compile("/context/sessionId"),
          PAGE_URL, JsonPointer.compile("/context/page/url"),
          PAGE_PATH, JsonPointer.compile("/context/page/path"),
          REFERRER, JsonPointer.compile("/context/page/referrer"),
          COUNTRY, JsonPointer.compile("/context/location/country"));

  /** A page call of a server has no context of a page, but may tell of it in its properties. */
  private static final Map<Column, JsonPointer> PAGE =
      Map.of(
          PAGE_URL, JsonPointer.compile("/properties/url"),
          PAGE_PATH, JsonPointer.compile("/properties/path"),
          REFERRER, JsonPointer.compile("/properties/referrer"));

  /** The members that are objects, where a message has them. */
  private static final Set<String> MAPS = Set.of("properties", "traits", "context", "integrations");

  /** The names that members have among the properties, where that is another than their own. */
  private static final Map<String, String> RENAMED =
      Map.of("groupId", "group_id", PREVIOUS_ID, "previous_id");

  private final ObjectNode message;
  private final String type;
  private final SegmentTime time;
  private final ObjectNode event = JsonNodeFactory.instance.objectNode();
  private final Map<String, String> origins = new HashMap<>();

  /**
   * The members that are not kept among the properties: those that became a column, the key, and
   * what the SDK notes of the sending itself, which is another at each retry.
   */
  private final Set<String> read =
      new HashSet<>(Set.of("type", "properties", "writeKey", "_metadata"));

  MessageReader(ObjectNode message, String type, SegmentTime time) {
    this.message = message.deepCopy();
    this.type = type;
    this.time = time;
    MAPS.forEach(this::emptyMap);
  }

  /** PHP writes an empty map as it writes an empty list. */
  private void emptyMap(String name) {
    JsonNode value = message.path(name);
    if (value.isArray() && value.isEmpty()) {
      message.putObject(name);
    }
  }

  SegmentMessage.Event event() {
    event.put(EVENT_TYPE.columnName(), type);
    origins.put(pointer(EVENT_TYPE), "/type");
    identity();
    name();
    times();
    address();
    CONTEXT.forEach(this::context);
    if (type.equals("page")) {
      PAGE.forEach(this::page);
    }
    mergedId();
    properties();
    return new SegmentMessage.Event(event, new Origins(origins));
  }

  private void identity() {
    member(USER_ID, "userId");
    member(ANONYMOUS_ID, "anonymousId");
    JsonNode id = message.path("messageId");
    if (id.isTextual() && isOddId(id.textValue())) {
      // Segment takes any text. The same text is the same id, and stays among the properties.
      event.put(EVENT_ID.columnName(), Sha256.hex(id.textValue()).substring(0, HASH_ID_LENGTH));
    } else {
      member(EVENT_ID, "messageId");
    }
  }

  /** Half a character is no part of an id: it is left to the judgement, which says so. */
  private static boolean isOddId(String id) {
    return !id.isBlank() && !ID_FORM.matcher(id).matches() && WholeCharacters.isWhole(id);
  }

  private void name() {
    switch (type) {
      case "track" -> member(EVENT_NAME, "event");
      case "page", "screen" -> member(EVENT_NAME, "name");
      default -> {}
    }
  }

  private void times() {
    switch (time) {
      case BY_CLIENT -> byClient();
      case CORRECTED -> member(EVENT_AT, readable(TIMESTAMP, "receivedAt"));
    }
  }

  private void byClient() {
    if (isToldApart()) {
      member(EVENT_AT, TIMESTAMP);
      asWritten(ORIGINAL_TIMESTAMP, Intake.CALLED_AT_AS_WRITTEN);
      asWritten(SENT_AT, Intake.SENT_AT_AS_WRITTEN);
    } else {
      member(EVENT_AT, readable(ORIGINAL_TIMESTAMP, TIMESTAMP));
      sentAt();
    }
  }

  /**
   * Whether the event has a time of its own beside that of the call: a program has given it
   * (Rudder's client for Node notes the call itself), or Segment has corrected it. Rudder's server
   * takes such a time as it is, and Segment's clients say one of the two only.
   *
   * <p>Source: enhanceWithTimeFields of rudder-server; "Spec: Common Fields", Segment's
   * documentation.
   */
  private boolean isToldApart() {
    Optional<Instant> ofCall = time(message.path(ORIGINAL_TIMESTAMP));
    return ofCall.isPresent()
        && time(message.path(TIMESTAMP)).filter(own -> !own.equals(ofCall.get())).isPresent();
  }

  /** The first of two times, or the second where only that can be read. */
  private String readable(String first, String second) {
    boolean isSecond =
        !isGiven(first)
            || (time(message.path(first)).isEmpty() && time(message.path(second)).isPresent());
    return isSecond ? second : first;
  }

  private void sentAt() {
    if (isGiven(SENT_AT)) {
      member(SENT_AT, Intake.SENT_AT);
    } else {
      read.add(SENT_AT);
    }
  }

  /** Keeps a time that corrects nothing, and under its own name where a property has the other. */
  private void asWritten(String name, String kept) {
    boolean isFree = !message.has(kept) && !message.path("properties").has(kept);
    if (isGiven(name) && isFree) {
      member(name, kept);
    }
  }

  private static Optional<Instant> time(JsonNode value) {
    return Optional.ofNullable(value.textValue()).flatMap(EventTime::parse);
  }

  private void member(String name, String inEvent) {
    read.add(name);
    event.set(inEvent, message.get(name));
    origins.put("/" + inEvent, "/" + name);
  }

  /** Takes a member as a column's value; an empty text, as some SDKs send it, is none. */
  private void member(Column column, String name) {
    read.add(name);
    origins.put(pointer(column), "/" + name);
    if (isGiven(name)) {
      event.set(column.columnName(), asText(column, message.get(name)));
    }
  }

  /**
   * A number where a text is wanted is the text that it was written as. A plan may want users to be
   * integers.
   */
  private static JsonNode asText(Column column, JsonNode value) {
    boolean stays = column == EVENT_AT || (column == USER_ID && value.isIntegralNumber());
    return value.isNumber() && !stays ? JsonNodeFactory.instance.textNode(value.asText()) : value;
  }

  private boolean isGiven(String name) {
    JsonNode value = message.path(name);
    return !value.isMissingNode()
        && !value.isNull()
        && !(value.isTextual() && value.textValue().isBlank());
  }

  /** The address goes out of the context whatever it is: it is kept under its policy only. */
  private void address() {
    JsonNode value = message.at(ADDRESS);
    if (!value.isMissingNode()) {
      put(IP_ADDRESS, value, ADDRESS);
      remove(ADDRESS);
    }
  }

  /** Moves a text out of the context: it is kept once. */
  private void context(Column column, JsonPointer place) {
    JsonNode value = message.at(place);
    if (value.isTextual() || value.isNumber()) {
      put(column, asText(column, value), place);
      remove(place);
    }
  }

  /** Removes a member, and what is empty without it. */
  private void remove(JsonPointer place) {
    ObjectNode parent = (ObjectNode) message.at(place.head());
    parent.remove(place.last().getMatchingProperty());
    if (parent.isEmpty()) {
      remove(place.head());
    }
  }

  private void page(Column column, JsonPointer place) {
    JsonNode value = message.at(place);
    if (value.isTextual() && !event.has(column.columnName())) {
      put(column, value, place);
    }
  }

  /**
   * Of the ids that RudderStack merges into the user, the first other one is the previous id; all
   * of them stay among the properties.
   */
  private void mergedId() {
    if (message.path("type").asText().equals(SegmentMessage.MERGE)
        && message.path("mergeProperties") instanceof ArrayNode ids
        && !isGiven(PREVIOUS_ID)) {
      String own = event.path(USER_ID.columnName()).asText();
      ids.valueStream()
          .map(id -> id.path("value"))
          .filter(id -> id.isValueNode() && !id.asText().isBlank() && !id.asText().equals(own))
          .findFirst()
          .ifPresent(id -> message.put(PREVIOUS_ID, id.asText()));
    }
  }

  private void put(Column column, JsonNode value, JsonPointer place) {
    event.set(column.columnName(), value);
    origins.put(pointer(column), place.toString());
  }

  /** The message's own properties stay as they are; what else it has stands beside them. */
  private void properties() {
    JsonNode given = message.path("properties");
    if (!given.isMissingNode() && !given.isNull() && !given.isObject()) {
      // It is no object, which the judgement will say.
      event.set(PROPERTIES.columnName(), given);
      return;
    }
    ObjectNode properties = JsonNodeFactory.instance.objectNode();
    if (given instanceof ObjectNode object) {
      properties.setAll(object);
    }
    message.properties().stream()
        .filter(member -> !read.contains(member.getKey()) && !isNothing(member))
        .forEach(member -> keep(member.getKey(), member.getValue(), properties));
    event.set(PROPERTIES.columnName(), properties);
  }

  private void keep(String name, JsonNode value, ObjectNode properties) {
    String free = RENAMED.getOrDefault(name, name);
    while (properties.has(free) && !value.equals(properties.get(free))) {
      free = "message_" + free;
    }
    properties.set(free, value);
    origins.put(Pointers.append(pointer(PROPERTIES), free), Pointers.append("", name));
  }

  /**
   * SDKs send {@code integrations} and {@code context} whether there is something in them or not.
   */
  private static boolean isNothing(Map.Entry<String, JsonNode> member) {
    boolean often = member.getKey().equals("integrations") || member.getKey().equals("context");
    return member.getValue().isNull() || (often && member.getValue().isEmpty());
  }

  private static String pointer(Column column) {
    return "/" + column.columnName();
  }
}
