package trackline.engines.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/**
 * The records that are not yet in a file of the trail, a line each.
 *
 * <p>Lines are appended to one segment; a sealed segment has a name for life, from which the names
 * of its trail files come: writing them again after a kill writes the same files. A line that a
 * kill cut off is dropped at the next start, since its caller was never answered.
 */
public final class Journal implements AutoCloseable {
  private static final String CURRENT = "current.ndjson";
  private static final String SUFFIX = ".sealed";
  private static final long SEGMENT_BYTES = 16 * 1024 * 1024;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int NAME_LENGTH = 16;

  private final Path folder;
  private FileChannel channel;

  private Journal(Path folder) throws IOException {
    this.folder = folder;
    this.channel = open();
  }

  /** Opens the journal in a folder, with what is in it. */
  public static Journal open(Path folder) throws IOException {
    Files.createDirectories(folder);
    cutTornLine(folder.resolve(CURRENT));
    return new Journal(folder);
  }

  private static void cutTornLine(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "rw")) {
      long end = lines.length();
      while (end > 0 && byteAt(lines, end - 1) != '\n') {
        end--;
      }
      lines.setLength(end);
    }
  }

  private static int byteAt(RandomAccessFile file, long position) throws IOException {
    file.seek(position);
    return file.read();
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        folder.resolve(CURRENT), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Appends a record, which has no line breaks. */
  synchronized void append(String record) throws IOException {
    long start = channel.size();
    ByteBuffer line = UTF_8.encode(record + "\n");
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      channel.truncate(start);
      throw e;
    }
    if (start > SEGMENT_BYTES) {
      seal();
    }
  }

  /** Ends the present segment, if there is anything in it. */
  synchronized void seal() throws IOException {
    if (channel.size() > 0) {
      channel.close();
      Files.move(folder.resolve(CURRENT), folder.resolve(randomName() + SUFFIX));
      channel = open();
    }
  }

  /** The sealed segments. */
  List<Path> sealed() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /** The name of a sealed segment. */
  static String name(Path segment) {
    return segment.getFileName().toString().replace(SUFFIX, "");
  }

  /** Drops everything. */
  synchronized void clear() throws IOException {
    channel.truncate(0);
    for (Path segment : sealed()) {
      Files.delete(segment);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }

  private static String randomName() {
    StringBuilder name = new StringBuilder();
    RANDOM.ints(NAME_LENGTH, 0, LETTERS.length()).forEach(i -> name.append(LETTERS.charAt(i)));
    return name.toString();
  }
}
