package trackline.tests.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import trackline.event.EventTime;

/** What becomes of a message of Segment's form: its columns, and its properties by their value. */
final class LakeLine {
  private LakeLine() {}

  static void isTheSame(JsonNode line, JsonNode message) {
    String type = message.path("type").asText();
    assertThat(line.path("event_type").asText()).isEqualTo(type);
    assertThat(text(line, "event_name"))
        .isEqualTo(text(message, type.equals("track") ? "event" : "name"));
    assertThat(line.path("source").asText()).isEqualTo("segment");
    String anonymousId = text(message, "anonymousId");
    String userId = text(message, "userId");
    assertThat(text(line, "anonymous_id")).isEqualTo(anonymousId);
    assertThat(text(line, "user_id")).isEqualTo(userId == null ? "anon:" + anonymousId : userId);
    hasTheTime(line, message);
    hasTheContext(line, message.path("context"));
    hasTheProperties(Json.read(line.path("properties").asText()), message);
  }

  private static String text(JsonNode object, String name) {
    return object.path(name).textValue();
  }

  private static void hasTheTime(JsonNode line, JsonNode message) {
    // Where both are there, the program gave the first of them.
    String called = message.path("originalTimestamp").asText();
    Instant sent =
        OffsetDateTime.parse(message.path("timestamp").asText(called))
            .toInstant()
            .truncatedTo(ChronoUnit.MILLIS);
    Instant eventAt = Instant.parse(line.path("event_at").asText());
    if (isTimedByProgram(message)) {
      assertThat(eventAt).isEqualTo(sent);
    } else {
      assertThat(eventAt).isCloseTo(sent, within(1, ChronoUnit.MINUTES));
    }
    assertThat(line.path("event_key").asText())
        .isEqualTo(EventTime.format(sent) + "#" + message.path("messageId").asText());
  }

  /** Whether a message says its own time beside that of the call. */
  static boolean isTimedByProgram(JsonNode message) {
    return message.has("timestamp") && message.has("originalTimestamp");
  }

  private static void hasTheContext(JsonNode line, JsonNode context) {
    JsonNode kept = Json.read(line.path("properties").asText()).path("context");
    assertThat(kept.path("library")).isEqualTo(context.path("library"));
    if (!context.has("page")) {
      return;
    }
    assertThat(text(line, "ip_address")).isEqualTo(text(context, "ip"));
    assertThat(text(line, "user_agent")).isEqualTo(text(context, "userAgent"));
    assertThat(text(line, "session_id")).isEqualTo(text(context, "sessionId"));
    assertThat(text(line, "page_url")).isEqualTo(text(context.path("page"), "url"));
    assertThat(text(line, "page_path")).isEqualTo(text(context.path("page"), "path"));
    assertThat(text(line, "referrer")).isEqualTo(text(context.path("page"), "referrer"));
    assertThat(text(line, "country")).isEqualTo(text(context.path("location"), "country"));
    assertThat(kept.path("page").path("title")).isEqualTo(context.path("page").path("title"));
    assertThat(kept.path("location").path("city")).isEqualTo(context.path("location").path("city"));
    assertThat(kept.path("campaign")).isEqualTo(context.path("campaign"));
    assertThat(kept.path("locale")).isEqualTo(context.path("locale"));
  }

  private static void hasTheProperties(JsonNode kept, JsonNode message) {
    message.path("properties").properties().forEach(p -> isKept(kept, p.getKey(), p.getValue()));
    Map.of("traits", "traits", "groupId", "group_id", "previousId", "previous_id")
        .forEach(
            (theirs, ours) -> {
              if (!message.path(theirs).isEmpty() || message.path(theirs).isTextual()) {
                isKept(kept, ours, message.path(theirs));
              }
            });
    if (message.path("category").isTextual()) {
      isKept(kept, "category", message.path("category"));
    }
  }

  private static void isKept(JsonNode kept, String name, JsonNode value) {
    assertThat(Json.areEqual(kept.path(name), value))
        .as("%s: %s, sent %s", name, kept.path(name), value)
        .isTrue();
  }
}
