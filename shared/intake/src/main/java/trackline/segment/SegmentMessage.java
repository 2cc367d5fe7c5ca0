package trackline.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import trackline.event.Fault;
import trackline.event.UserId;

/** What a message of Segment's is for Trackline. */
public sealed interface SegmentMessage {
  /** The types of messages that are events. */
  Set<String> EVENT_TYPES = Set.of("track", "identify", "page", "screen", "group", "alias");

  /** The type by which RudderStack says that several ids are one person's: an alias. */
  String MERGE = "merge";

  /** All types, as a fault names them. */
  String TYPES = "track, identify, page, screen, group, alias, merge, delete";

  /** The type of the message by which Segment hands on that a user is to be forgotten. */
  String DELETE = "delete";

  /**
   * An event, in the form in which our own clients send it.
   *
   * @param event the members that {@code POST /v1/events} takes
   * @param origins where each of them stood in the message
   */
  record Event(ObjectNode event, Origins origins) implements SegmentMessage {}

  /** The request that a user is to be forgotten, under each id that the message names. */
  record Erasure(List<String> userIds) implements SegmentMessage {}

  /** A request that a user is to be forgotten, which is not taken. */
  record RefusedErasure(@Nullable String eventId, Fault fault) implements SegmentMessage {}

  /** A message that can be none of these. */
  record Unfit(@Nullable String eventId, List<Fault> faults) implements SegmentMessage {}

  /**
   * Reads a message.
   *
   * @param sent the message, of any JSON
   */
  static SegmentMessage of(JsonNode sent, SegmentTime time) {
    if (!(sent instanceof ObjectNode message)) {
      return new Unfit(null, List.of(new Fault("", "a message must be an object")));
    }
    String type = message.path("type").asText("");
    if (EVENT_TYPES.contains(type)) {
      return new MessageReader(message, type, time).event();
    }
    if (type.equals(MERGE)) {
      return new MessageReader(message, "alias", time).event();
    }
    return type.equals(DELETE) ? erasure(message) : unfit(message, type);
  }

  private static SegmentMessage erasure(ObjectNode message) {
    List<String> userIds =
        Stream.concat(
                id(message, "userId").stream(),
                id(message, "anonymousId").map(UserId::ofAnonymous).stream())
            .toList();
    if (userIds.isEmpty()) {
      Fault fault = new Fault("/userId", "is required: the user that is to be forgotten");
      return new RefusedErasure(id(message, "messageId").orElse(null), fault);
    }
    return new Erasure(userIds);
  }

  private static SegmentMessage unfit(ObjectNode message, String type) {
    String detail =
        type.isEmpty()
            ? "is required: one of " + TYPES
            : "is no type of message; they are " + TYPES;
    return new Unfit(id(message, "messageId").orElse(null), List.of(new Fault("/type", detail)));
  }

  private static Optional<String> id(ObjectNode message, String name) {
    JsonNode id = message.path(name);
    boolean given = id.isNumber() || (id.isTextual() && !id.textValue().isBlank());
    return given ? Optional.of(id.asText()) : Optional.empty();
  }
}
