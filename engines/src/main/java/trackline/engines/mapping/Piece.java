package trackline.engines.mapping;

import java.util.List;

/**
 * Records that are handed to the function together, and how often that was tried.
 *
 * @param retries attempts that count against the limit; those that a split caused do not
 * @param invocations attempts in all
 */
record Piece(List<StreamEntry> entries, int retries, int invocations) {
  Piece {
    entries = List.copyOf(entries);
  }

  static Piece first(List<StreamEntry> entries) {
    return new Piece(entries, 0, 0);
  }

  int size() {
    return entries.size();
  }

  StreamEntry firstEntry() {
    return entries.getFirst();
  }

  StreamEntry lastEntry() {
    return entries.getLast();
  }

  Piece invoked() {
    return new Piece(entries, retries, invocations + 1);
  }

  Piece retried() {
    return new Piece(entries, retries + 1, invocations);
  }

  Piece upTo(int index) {
    return new Piece(entries.subList(0, index), retries, invocations);
  }

  Piece from(int index) {
    return new Piece(entries.subList(index, size()), retries, invocations);
  }
}
