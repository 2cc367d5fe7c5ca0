package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it takes to look for keys in a gzip that cannot be read: a few bytes may become 4 MB. */
class RedactionWorkTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Redaction REDACTION = Redaction.of(Set.of("wk"));
  private static final int BYTES = RequestBody.Rules.WEBHOOK.maxBytes();
  private static final int TRIES = 3;

  /** Of the work for the same bytes without gzip; byte by byte it would be dozens of times that. */
  private static final int MOST = 5;

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return gzip.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9})
  void isThatForTheSameBytesAsTheyAre(int torn) {
    byte[] plain = new byte[BYTES];
    Arrays.fill(plain, (byte) ' ');
    byte[] gzip = gzip(plain);
    long asTheyAre = nanos(plain);
    assertThat(nanos(Arrays.copyOf(gzip, gzip.length - torn))).isLessThan(MOST * asTheyAre);
  }

  private static long nanos(byte[] raw) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      assertThat(REDACTION.of(raw)).isSameAs(raw);
      least = Math.min(least, THREADS.getCurrentThreadCpuTime() - start);
    }
    return least;
  }

  /** Thousands of names may become the same; each is told from the others in no more time. */
  @Test
  void namesThatBecomeTheSameAreNumbered() {
    ObjectNode names = JsonNodeFactory.instance.objectNode();
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      names.put("writeKey=" + i, i);
    }
    JsonNode kept = REDACTION.ofEvent(names);
    assertThat(kept.size()).isEqualTo(count);
    assertThat(kept.toString().length()).isLessThan(2 * names.toString().length());
  }

  /** Wherever it breaks off, all that stands before is looked through. */
  @Test
  void everyByteBeforeTheBreakIsKept() {
    byte[] plain =
        ("{\"writeKey\":\"wk\",\"a\":\"" + "0123456789".repeat(2_000) + "\"}").getBytes(UTF_8);
    byte[] gzip = gzip(plain);
    String kept = "{\"writeKey\":\"[key]\",\"a\":\"0123456789";
    for (int length = gzip.length - 1; length > gzip.length - 20; length--) {
      byte[] torn = REDACTION.of(Arrays.copyOf(gzip, length));
      assertThat(new String(torn, UTF_8)).startsWith(kept);
      assertThat(torn.length).isLessThanOrEqualTo(plain.length + 3);
    }
  }
}
