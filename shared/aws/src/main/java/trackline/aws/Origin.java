package trackline.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import trackline.event.EventTime;

/**
 * How a refused thing came in, as far as judging it again needs that; what is null is not known.
 *
 * @param receivedAt the reception's own time, from which clocks are corrected
 * @param call the call of Segment's API, which may be the only one to say a message's type
 * @param ipAddress the request's address, as much of it as may be kept
 * @param userAgent the request's own user agent
 * @param batch what the batch says once for all of its events, as the text of a JSON object
 * @param index the place in the request
 */
public record Origin(
    @Nullable Instant receivedAt,
    @Nullable String call,
    @Nullable String ipAddress,
    @Nullable String userAgent,
    @Nullable String batch,
    @Nullable Integer index) {
  /** The members of a line that all events of a request have in common. */
  static final List<String> SHARED =
      List.of("received_at", "call", "ip_address", "user_agent", "batch");

  /** Nothing is known. */
  public static final Origin UNKNOWN = new Origin(null, null, null, null, null, null);

  /** The origin of what was read elsewhere than in a request. */
  public static Origin at(Instant receivedAt) {
    return new Origin(receivedAt, null, null, null, null, null);
  }

  /** The same with what the request said once for all of its events. */
  public Origin saying(@Nullable String ofCall, @Nullable String saidOnce) {
    return new Origin(
        receivedAt, ofCall == null ? call : ofCall, ipAddress, userAgent, saidOnce, index);
  }

  /** The same request's event at a place. */
  public Origin at(int place) {
    return placedAt(place);
  }

  private Origin placedAt(@Nullable Integer place) {
    return new Origin(receivedAt, call, ipAddress, userAgent, batch, place);
  }

  /** The same with the texts that a client wrote changed. */
  public Origin withTexts(UnaryOperator<String> change) {
    return new Origin(
        receivedAt,
        call,
        ipAddress,
        userAgent == null ? null : change.apply(userAgent),
        batch == null ? null : change.apply(batch),
        index);
  }

  /** Whether both came in with the same request, so that they differ in their places at most. */
  boolean isOfRequestOf(Origin other) {
    return equals(other.placedAt(index));
  }

  /** Whether it has the place behind another one's. */
  boolean isNextTo(Origin other) {
    return index != null && other.index != null && index == other.index + 1;
  }

  /** Writes all that is known into a line. */
  void write(ObjectNode line) {
    if (receivedAt != null) {
      line.put("received_at", EventTime.format(receivedAt));
    }
    put(line, "call", call);
    put(line, "ip_address", ipAddress);
    put(line, "user_agent", userAgent);
    put(line, "batch", batch);
    writePlace(line);
  }

  void writePlace(ObjectNode line) {
    if (index != null) {
      line.put("index", index);
    }
  }

  private static void put(ObjectNode line, String name, @Nullable String value) {
    if (value != null) {
      line.put(name, value);
    }
  }

  /** The origin in a line; where the line does not say when it was, it was about {@code at}. */
  static Origin read(JsonNode line) {
    JsonNode index = line.path("index");
    return new Origin(
        time(line.path(line.has("received_at") ? "received_at" : "at")),
        line.path("call").textValue(),
        line.path("ip_address").textValue(),
        line.path("user_agent").textValue(),
        line.path("batch").textValue(),
        index.canConvertToInt() && index.isIntegralNumber() ? index.intValue() : null);
  }

  private static @Nullable Instant time(JsonNode text) {
    try {
      return text.isTextual() ? Instant.parse(text.textValue()) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
