package trackline.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file much larger than the memory there is, in a process of its own. */
class ConstantMemoryTest {
  private static final int OBJECTS = 500_000;

  @ParameterizedTest
  @CsvSource({"'[', ',', ']'", "'', '\n', '\n'"})
  void aFileOfAnySizeNeedsTheSameMemory(String before, String between, String after)
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ConstantMemoryTest.class.getName(),
                before,
                between,
                after)
            .redirectErrorStream(true)
            .start();

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .startsWith("found " + OBJECTS + " in ");
  }

  /** Splits a generated file of 250 MB. */
  public static void main(String[] arguments) throws IOException {
    Splitter splitter =
        new Splitter(new Generated(arguments[0], arguments[1], arguments[2], OBJECTS));
    int found = 0;
    Item item = splitter.next();
    while (item instanceof Item.Piece) {
      found++;
      item = splitter.next();
    }
    System.out.println("found " + found + " in " + item);
  }

  /** Objects of 500 bytes without end, or nearly so. */
  private static final class Generated extends InputStream {
    private final byte[] each;
    private final byte[] last;
    private int left;
    private byte[] current;
    private int next;

    Generated(String before, String between, String after, int objects) {
      String object = "{\"text\":\"" + "x".repeat(480) + "\",\"n\":[1]}";
      each = (between + object).getBytes(UTF_8);
      last = after.getBytes(UTF_8);
      left = objects;
      current = (before + object).getBytes(UTF_8);
      left--;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("It is read in chunks");
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      if (next == current.length && !turn()) {
        return -1;
      }
      int count = Math.min(length, current.length - next);
      System.arraycopy(current, next, buffer, from, count);
      next += count;
      return count;
    }

    private boolean turn() {
      if (left < 0) {
        return false;
      }
      current = left > 0 ? each : last;
      left--;
      next = 0;
      return current.length > 0;
    }
  }
}
