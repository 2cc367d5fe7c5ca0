package trackline.intake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a door knows about an event besides what the client sent.
 *
 * @param source the door's name in the lake, for example {@code tracker}
 * @param receivedAt when the door took the event
 * @param ipAddress the address that the gateway saw
 * @param userAgent the request's own user agent
 * @param fallbackId the id of an event that came with neither id nor time; null for a random one
 */
public record Reception(
    String source,
    Instant receivedAt,
    @Nullable String ipAddress,
    @Nullable String userAgent,
    @Nullable String fallbackId) {

  /** A reception for the first time. */
  public Reception(
      String source, Instant receivedAt, @Nullable String ipAddress, @Nullable String userAgent) {
    this(source, receivedAt, ipAddress, userAgent, null);
  }

  /** The same of another user agent. */
  public Reception ofAgent(String agent) {
    return new Reception(source, receivedAt, ipAddress, agent, fallbackId);
  }
}
