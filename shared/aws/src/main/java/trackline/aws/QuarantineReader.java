package trackline.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import trackline.event.Json;

/**
 * Reads an object of the quarantine line by line, gzipped or, as earlier versions wrote it, plain.
 * Each line is handed on whole, with what it has in common with the line before it.
 */
public final class QuarantineReader {
  /** Takes what an object holds; the numbers count its lines from 1. */
  public interface Lines {
    /** Takes a line. */
    void line(int number, ObjectNode line);

    /**
     * Takes the place of a line that cannot be read.
     *
     * @param why what is wrong with it, without its content
     */
    void unreadable(int number, String why);
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The first bytes of a gzip. */
  private static final int[] MAGIC = {0x1F, 0x8B};

  static {
    JSON.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build());
  }

  private final Lines lines;
  private int number;
  private @Nullable ObjectNode before;

  private QuarantineReader(Lines lines) {
    this.lines = lines;
  }

  /**
   * Reads an object to its end.
   *
   * @throws IOException when it cannot be fetched
   */
  public static void read(InputStream object, Lines lines) throws IOException {
    new QuarantineReader(lines).read(object);
  }

  /**
   * All lines of an object that is in memory.
   *
   * @throws IllegalStateException when one of them cannot be read
   */
  public static List<ObjectNode> all(byte[] object) {
    All all = new All(new ArrayList<>());
    try {
      read(new ByteArrayInputStream(object), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.lines();
  }

  private record All(List<ObjectNode> lines) implements Lines {
    @Override
    public void line(int number, ObjectNode line) {
      lines.add(line);
    }

    @Override
    public void unreadable(int number, String why) {
      throw new IllegalStateException("Line " + number + " of the quarantine: " + why);
    }
  }

  private void read(InputStream object) throws IOException {
    // The first line refers to none.
    before = JsonNodeFactory.instance.objectNode();
    try (InputStream in = inflating(new BufferedInputStream(object))) {
      for (byte @Nullable [] line = next(in); line != null; line = next(in)) {
        take(line);
      }
    } catch (ZipException | EOFException e) {
      lines.unreadable(number + 1, "its gzip breaks off or is damaged");
    }
  }

  private static InputStream inflating(BufferedInputStream in) throws IOException {
    in.mark(MAGIC.length);
    boolean isGzip = in.read() == MAGIC[0] && in.read() == MAGIC[1];
    in.reset();
    return isGzip ? new BufferedInputStream(new GZIPInputStream(in)) : in;
  }

  /** The bytes up to the end of the line; null after the last one. */
  private static byte @Nullable [] next(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = first; b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toByteArray();
  }

  private void take(byte[] written) {
    number++;
    if (new String(written, StandardCharsets.ISO_8859_1).isBlank()) {
      return;
    }
    try {
      ObjectNode line = completed(parse(written));
      before = line;
      lines.line(number, line);
    } catch (IllegalArgumentException e) {
      lines.unreadable(number, String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode parse(byte[] written) {
    try {
      if (JSON.readTree(Json.utf8(written)) instanceof ObjectNode object) {
        return object;
      }
    } catch (Json.BadJson | JsonProcessingException e) {
      // Its message quotes the line.
    }
    before = null;
    throw new IllegalArgumentException("it is no JSON object in UTF-8");
  }

  /** The line with what it has in common with the one before it. */
  private ObjectNode completed(ObjectNode line) {
    boolean isOfRequest = line.path(QuarantineLine.SAME_REQUEST).asBoolean();
    boolean isOfBatch = line.path(QuarantineLine.SAME_BATCH).asBoolean();
    line.remove(List.of(QuarantineLine.SAME_REQUEST, QuarantineLine.SAME_BATCH));
    if (isOfRequest) {
      Origin.SHARED.forEach(member -> copy(member, line));
      count(line);
    } else if (isOfBatch) {
      copy("batch", line);
    }
    return line;
  }

  private void count(ObjectNode line) {
    JsonNode place = Objects.requireNonNull(before).path("index");
    if (place.isInt() && !line.has("index")) {
      line.put("index", place.intValue() + 1);
    }
  }

  private void copy(String member, ObjectNode line) {
    if (before == null) {
      throw new IllegalArgumentException(
          "what it shares with its request stood in a line before it, which is broken");
    }
    @Nullable JsonNode value = before.get(member);
    if (value != null) {
      line.set(member, value);
    }
  }
}
