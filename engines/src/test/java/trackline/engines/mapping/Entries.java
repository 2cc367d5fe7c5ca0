package trackline.engines.mapping;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Stream entries for tests. */
final class Entries {
  static final Instant CREATED = Instant.parse("2026-11-20T12:00:00Z");

  private Entries() {}

  /** A piece of entries whose sequence numbers are 98, 99, 100, …: of different length. */
  static Piece piece(int size) {
    return Piece.first(
        IntStream.range(0, size).mapToObj(i -> entry(98 + i, CREATED.plusSeconds(i))).toList());
  }

  static List<String> numbers(Piece piece) {
    return piece.entries().stream().map(StreamEntry::sequenceNumber).toList();
  }

  private static StreamEntry entry(int number, Instant created) {
    return new StreamEntry(
        Integer.toString(number), created, JsonNodeFactory.instance.objectNode(), 2);
  }
}
