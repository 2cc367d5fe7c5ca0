package trackline.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GzipMembersTest {
  @Property(tries = 200)
  void inflatesEveryMember(
      @ForAll @Size(max = 5) byte[][] parts, @ForAll @IntRange(min = 1, max = 30) int chunk)
      throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      file.writeBytes(gzip(part));
      whole.writeBytes(part);
    }
    try (GzipMembers members = new GzipMembers(new Trickle(file.toByteArray(), chunk))) {
      assertThat(members.readAllBytes()).isEqualTo(whole.toByteArray());
    }
  }

  @Test
  void readsHeadersOfEveryKind() throws IOException {
    // Flags for a check of the header, extra bytes, a name and a comment.
    byte[] header = HexFormat.of().parseHex("1f8b081e00000000000304006162636466696c6500630000ff");
    byte[] plain = gzip("text".getBytes(UTF_8));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(header);
    file.write(plain, 10, plain.length - 10);
    file.writeBytes(plain);
    file.writeBytes(new byte[700]);

    assertThat(new GzipMembers(new ByteArrayInputStream(file.toByteArray())).readAllBytes())
        .asString(UTF_8)
        .isEqualTo("texttext");
  }

  @Test
  void saysWhereAMemberBreaksOff() throws IOException {
    byte[] member = gzip("some text that is long enough".getBytes(UTF_8));
    for (int cut = 1; cut < member.length; cut++) {
      byte[] file = Arrays.copyOf(member, cut);
      assertThatThrownBy(() -> new GzipMembers(new ByteArrayInputStream(file)).readAllBytes())
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void saysThatAMemberIsDamaged() throws IOException {
    byte[] member = gzip("some text that is long enough".getBytes(UTF_8));
    for (int place : new int[] {12, member.length - 8, member.length - 1}) {
      byte[] file = member.clone();
      file[place] ^= 0x55;
      assertThatThrownBy(() -> new GzipMembers(new ByteArrayInputStream(file)).readAllBytes())
          .isInstanceOfAny(ZipException.class, EOFException.class);
    }
    byte[] followed = Arrays.copyOf(member, member.length + 3);
    Arrays.fill(followed, member.length, followed.length, (byte) 'x');
    assertThatThrownBy(() -> new GzipMembers(new ByteArrayInputStream(followed)).readAllBytes())
        .isInstanceOf(ZipException.class);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** A stream that gives a few bytes at once and never says that there are more. */
  private static final class Trickle extends ByteArrayInputStream {
    private final int chunk;

    Trickle(byte[] bytes, int chunk) {
      super(bytes);
      this.chunk = chunk;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      return super.read(buffer, from, Math.min(chunk, length));
    }

    @Override
    public int available() {
      return 0;
    }
  }
}
