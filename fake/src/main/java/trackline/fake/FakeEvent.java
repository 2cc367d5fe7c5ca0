package trackline.fake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;
import trackline.event.UserId;

/** An event as a client of {@code POST /v1/events} knows it. */
public record FakeEvent(
    String eventId,
    @Nullable String userId,
    @Nullable String anonymousId,
    String eventType,
    @Nullable String eventName,
    Instant eventAt,
    String ipAddress,
    String userAgent,
    String sessionId,
    @Nullable FakePage page,
    ObjectNode properties) {

  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** The UTC day on which it happened. */
  public LocalDate day() {
    return LocalDate.ofInstant(eventAt, ZoneOffset.UTC);
  }

  /** Whose event it is in the table: the user, or the anonymous visitor under a prefix. */
  public String owner() {
    return userId == null ? visitor().orElseThrow() : userId;
  }

  /** Whose it is as far as the anonymous id says, if it has one. */
  Optional<String> visitor() {
    return Optional.ofNullable(anonymousId).map(UserId::ofAnonymous);
  }

  /** What the client sends: a number for a user id that is one, since a plan may ask for that. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json, Column.EVENT_ID, eventId);
    if (userId != null && userId.matches("\\d{1,18}")) {
      json.put(Column.USER_ID.columnName(), Long.parseLong(userId));
    } else {
      put(json, Column.USER_ID, userId);
    }
    put(json, Column.ANONYMOUS_ID, anonymousId);
    put(json, Column.EVENT_TYPE, eventType);
    put(json, Column.EVENT_NAME, eventName);
    put(json, Column.EVENT_AT, MILLISECONDS.format(eventAt));
    put(json, Column.IP_ADDRESS, ipAddress);
    put(json, Column.USER_AGENT, userAgent);
    put(json, Column.SESSION_ID, sessionId);
    if (page != null) {
      put(json, Column.PAGE_URL, page.url());
      put(json, Column.PAGE_PATH, page.path());
      put(json, Column.REFERRER, page.referrer());
    }
    if (!properties.isEmpty()) {
      json.set(Column.PROPERTIES.columnName(), properties);
    }
    return json;
  }

  private static void put(ObjectNode json, Column column, @Nullable String value) {
    if (value != null) {
      json.put(column.columnName(), value);
    }
  }
}
