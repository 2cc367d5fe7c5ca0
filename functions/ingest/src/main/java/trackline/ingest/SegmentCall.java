package trackline.ingest;

import java.util.Locale;
import java.util.Optional;

/**
 * A call of Segment's HTTP tracking API, by the name in its path or the browser SDK's short one.
 */
enum SegmentCall {
  TRACK,
  IDENTIFY,
  PAGE,
  SCREEN,
  GROUP,
  ALIAS,
  /** RudderStack's own, an alias. */
  MERGE,
  /** Messages of all types at once. */
  BATCH,
  /** How the browser SDK itself fares, which is nothing of the team's: answered and not stored. */
  METRICS;

  /** The call of a name, if there is one. */
  static Optional<SegmentCall> named(String name) {
    return switch (name) {
      case "track", "t" -> Optional.of(TRACK);
      case "identify", "i" -> Optional.of(IDENTIFY);
      case "page", "p" -> Optional.of(PAGE);
      case "screen", "s" -> Optional.of(SCREEN);
      case "group", "g" -> Optional.of(GROUP);
      case "alias", "a" -> Optional.of(ALIAS);
      case "merge" -> Optional.of(MERGE);
      case "batch", "b", "import" -> Optional.of(BATCH);
      case "m" -> Optional.of(METRICS);
      default -> Optional.empty();
    };
  }

  /** Whether the call carries one message. */
  boolean isMessage() {
    return this != BATCH && this != METRICS;
  }

  /** The type of the message that the call carries. */
  String messageType() {
    return name().toLowerCase(Locale.ROOT);
  }
}
