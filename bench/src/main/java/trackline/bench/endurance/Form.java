package trackline.bench.endurance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import trackline.fake.FakeEvent;

/** How a client words its events, by the door that it uses. */
enum Form {
  SINGLE("/v1/events") {
    @Override
    FakeEvent of(FakeEvent event) {
      return event;
    }

    @Override
    JsonNode body(List<FakeEvent> events) {
      return events.getFirst().json();
    }
  },

  BATCH("/v1/events") {
    @Override
    FakeEvent of(FakeEvent event) {
      return event;
    }

    @Override
    JsonNode body(List<FakeEvent> events) {
      ArrayNode body = JsonNodeFactory.instance.arrayNode();
      events.forEach(event -> body.add(event.json()));
      return body;
    }
  },

  /** Segment's batch, of track calls that are named like the event's type. */
  SEGMENT("/v1/batch") {
    @Override
    FakeEvent of(FakeEvent event) {
      return as(event, event.userId(), event.anonymousId(), "track", event.userAgent());
    }

    @Override
    JsonNode body(List<FakeEvent> events) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      ArrayNode batch = body.putArray("batch");
      for (FakeEvent event : events) {
        ObjectNode call = batch.addObject();
        call.put("type", "track").put("event", event.eventName()).put("messageId", event.eventId());
        call.put("userId", event.userId()).put("anonymousId", event.anonymousId());
        call.put("timestamp", event.eventAt().toString());
        call.putObject("context").put("userAgent", event.userAgent()).put("ip", event.ipAddress());
      }
      return body;
    }
  },

  /** A line of a vendor's file; it knows of no anonymous visitors and no browsers. */
  FILE("") {
    @Override
    FakeEvent of(FakeEvent event) {
      return as(event, "actor-" + event.owner().hashCode() % 50, null, "session_start", "");
    }

    @Override
    JsonNode body(List<FakeEvent> events) {
      ArrayNode body = JsonNodeFactory.instance.arrayNode();
      for (FakeEvent event : events) {
        ObjectNode line = body.addObject();
        line.put("type", event.eventType()).put("actorId", event.userId());
        line.put("appEventId", event.eventId()).put("eventTime", event.eventAt().toString());
      }
      return body;
    }
  };

  private final String path;

  Form(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  /** An event as this form can tell it. */
  abstract FakeEvent of(FakeEvent event);

  abstract JsonNode body(List<FakeEvent> events);

  private static FakeEvent as(
      FakeEvent event,
      @Nullable String userId,
      @Nullable String anonymousId,
      String type,
      String userAgent) {
    return new FakeEvent(
        event.eventId(),
        userId,
        anonymousId,
        type,
        type.equals("track") ? event.eventType() : null,
        event.eventAt(),
        event.ipAddress(),
        userAgent,
        event.sessionId(),
        null,
        JsonNodeFactory.instance.objectNode());
  }
}
