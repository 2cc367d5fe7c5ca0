package trackline.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import trackline.lake.JsonLine;

/**
 * Writes lines of the quarantine as gzipped objects. What the lines of a request have in common is
 * said once an object, since a small request may hold thousands of bad events. Each object can be
 * read alone, and its lines have a bound, so that a reader's memory has one too.
 */
final class QuarantineWriter {
  /** The bytes of an object's lines, of which the last may go beyond it. */
  private static final int MAX_LINES = 16 << 20;

  /** Escapes may double a text, not more: base64 adds a third. */
  private static final int MAX_ESCAPED = 2;

  private static final int ESCAPED_BY_LETTER = 2;
  private static final int ESCAPED_BY_NUMBER = 6;

  /** Takes the objects. */
  @FunctionalInterface
  interface Store {
    /** Stores the object of a number, from 1 on. */
    void put(int number, byte[] gzip);
  }

  /** An object that is being written. */
  private static final class Part {
    private final ByteArrayOutputStream object = new ByteArrayOutputStream();
    private final GZIPOutputStream lines;
    private @Nullable Origin before;
    private int written;

    Part() throws IOException {
      lines = new GZIPOutputStream(object);
    }

    void add(ObjectNode line, Origin origin, byte[] raw) throws IOException {
      if (before != null && origin.isOfRequestOf(before)) {
        line.put(QuarantineLine.SAME_REQUEST, true);
        if (!origin.isNextTo(before)) {
          origin.writePlace(line);
        }
      } else {
        origin.write(line);
      }
      before = origin;
      putRaw(line, raw);
      byte[] bytes = JsonLine.of(line).getBytes(StandardCharsets.UTF_8);
      lines.write(bytes);
      written += bytes.length;
    }

    byte[] gzip() throws IOException {
      lines.close();
      return object.toByteArray();
    }
  }

  private final Store store;
  private final int maxLines;
  private int number;
  private @Nullable Part part;

  QuarantineWriter(Store store) {
    this(store, MAX_LINES);
  }

  /** A writer whose objects have another bound. */
  QuarantineWriter(Store store, int maxLines) {
    this.store = store;
    this.maxLines = maxLines;
  }

  /**
   * Adds a line.
   *
   * @param line its members but for those of the origin and the bytes
   * @param raw the bytes as they came
   */
  void add(ObjectNode line, Origin origin, byte[] raw) {
    try {
      if (part == null) {
        part = new Part();
      }
      part.add(line, origin, raw);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (part.written >= maxLines) {
      finish();
    }
  }

  /** Stores what is not stored yet. */
  void finish() {
    if (part != null) {
      try {
        store.put(++number, part.gzip());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      part = null;
    }
  }

  /** Text stays readable; what is no UTF-8, or mostly control characters, is kept as base64. */
  private static void putRaw(ObjectNode line, byte[] raw) {
    @Nullable String text = text(raw);
    if (text != null && escapedLength(text) <= (long) MAX_ESCAPED * raw.length) {
      line.put("raw", text);
    } else {
      line.put("raw", Base64.getEncoder().encodeToString(raw)).put("raw_encoding", "base64");
    }
  }

  private static @Nullable String text(byte[] raw) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static long escapedLength(String text) {
    return text.chars().mapToLong(QuarantineWriter::escapedLength).sum();
  }

  private static long escapedLength(int unit) {
    return switch (unit) {
      case '"', '\\', '\n', '\r', '\t', '\b', '\f' -> ESCAPED_BY_LETTER;
      case '\u0085', '\u2028', '\u2029' -> ESCAPED_BY_NUMBER;
      default -> unit < ' ' ? ESCAPED_BY_NUMBER : 1;
    };
  }
}
