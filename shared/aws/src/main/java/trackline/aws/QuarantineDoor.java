package trackline.aws;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where things come in, and are refused: each entry of the quarantine names one. */
public enum QuarantineDoor {
  /** Events in our own form. */
  INGEST("ingest"),
  /** Those of a page's tag. */
  TAG("ingest"),
  /** Segment's tracking API. */
  SEGMENT("ingest"),
  PIXEL("ingest"),
  /** Where Segment hands on what it took. */
  WEBHOOK("ingest"),
  /** The stream of a table. */
  FORWARD("forward"),
  /** Files of a vendor. */
  IMPORTER("importer");

  private final String function;

  QuarantineDoor(String function) {
    this.function = function;
  }

  /** The door of a word, if there is one. */
  public static Optional<QuarantineDoor> named(String word) {
    return Arrays.stream(values()).filter(door -> door.word().equals(word)).findFirst();
  }

  /** The word for it, as the quarantine's entries have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The function that refuses there, and judges again. */
  public String function() {
    return function;
  }
}
