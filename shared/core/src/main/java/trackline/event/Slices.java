package trackline.event;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An array in a document, cut into its elements byte for byte. The document need not be JSON: what
 * stands within an element is not believed, so that one that cannot be read leaves its neighbours
 * readable.
 */
public final class Slices {
  private final byte[] document;
  private final List<Slice> elements;
  private final Slice array;

  Slices(byte[] document, List<Slice> elements, Slice array) {
    this.document = document;
    this.elements = List.copyOf(elements);
    this.array = array;
  }

  /** A part of a document, its end not included. */
  record Slice(int from, int to) {
    byte[] of(byte[] document) {
      return Arrays.copyOfRange(document, from, to);
    }
  }

  /**
   * Cuts an array, in which a comma too many makes an element without bytes; nothing where the
   * document has none there, or where it cannot be told what stands around the array.
   *
   * @param member the array's name in the document's object, or empty when the document is the
   *     array
   */
  public static Optional<Slices> of(byte[] document, String member) {
    return new Slicer(document).slices(member);
  }

  /**
   * The first element of a document that begins with an array; nothing where that has none. What
   * comes after it is not looked at.
   */
  public static Optional<byte[]> first(byte[] document) {
    return new Slicer(document).first().map(slice -> slice.of(document));
  }

  /** How many elements there are. */
  public int size() {
    return elements.size();
  }

  /** The bytes of each element. */
  public List<byte[]> elements() {
    return elements.stream().map(slice -> slice.of(document)).toList();
  }

  /**
   * The document with an empty array in the place of this one. All else keeps its place: the
   * elements became blanks.
   */
  public byte[] frame() {
    byte[] frame = document.clone();
    for (int at = array.from(); at < array.to(); at++) {
      frame[at] = Grammar.isLineEnd(frame[at]) ? frame[at] : (byte) ' ';
    }
    return frame;
  }
}
