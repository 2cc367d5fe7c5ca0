package trackline.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** However an object is packed, its content comes out of it, and what is damaged has an end. */
class SourcePropertiesTest {
  private static final String CONTENT =
      "\uFEFF[\n {\"a\":\"é\"},\r\n {\"b\":[1,{}]}\n]\n{\"c\":\""
          + "x".repeat(200)
          + "\"}{\"d\":1}";
  private static final List<String> OBJECTS =
      List.of(
          "{\"a\":\"é\"}", "{\"b\":[1,{}]}", "{\"c\":\"" + "x".repeat(200) + "\"}", "{\"d\":1}");

  @Property(tries = 300)
  void theSameContentComesOutOfEverySplit(
      @ForAll @Size(max = 5) List<@IntRange(max = 300) Integer> cuts,
      @ForAll @IntRange(max = 300) int position)
      throws IOException, Source.Gone {
    byte[] content = CONTENT.getBytes(UTF_8);
    Bucket plain = new Bucket(content);
    Bucket gzip = new Bucket(members(content, cuts));
    int from = Math.min(position, content.length);
    for (Bucket bucket : List.of(plain, gzip)) {
      try (Source source = Source.open(bucket, Bucket.OBJECT, from)) {
        assertThat(source.isGzip()).isEqualTo(bucket == gzip);
        assertThat(source.stream().readAllBytes())
            .isEqualTo(Arrays.copyOfRange(content, from, content.length));
        assertThat(source.isDamaged()).isFalse();
      }
      try (Source source = Source.open(bucket, Bucket.OBJECT, 0)) {
        assertThat(SplitterTest.split(new Splitter(source.stream())).pieces).isEqualTo(OBJECTS);
      }
    }
  }

  /** What came before the place where gzip breaks off counts; the rest is known to be missing. */
  @Property(tries = 300)
  void aGzipFileThatIsCutOffIsDamaged(
      @ForAll @Size(max = 3) List<@IntRange(max = 300) Integer> cuts,
      @ForAll @IntRange(min = 2, max = 1_000) int length)
      throws IOException, Source.Gone {
    byte[] content = CONTENT.getBytes(UTF_8);
    byte[] whole = members(content, cuts);
    byte[] file = Arrays.copyOf(whole, Math.min(length, whole.length));
    try (Source source = Source.open(new Bucket(file), Bucket.OBJECT, 0)) {
      byte[] read = source.stream().readAllBytes();
      assertThat(read).isEqualTo(Arrays.copyOf(content, read.length));
      assertThat(source.isDamaged() || endsWithMember(read.length, cuts, content.length)).isTrue();
      assertThat(source.stream().read()).isEqualTo(-1);
    }
  }

  /** A file that is cut off between two members does not show it. */
  private static boolean endsWithMember(int length, List<Integer> cuts, int whole) {
    return length == whole || cuts.stream().anyMatch(cut -> cut == length);
  }

  @Property(tries = 500)
  void anyGzipHasAnEnd(
      @ForAll @Size(max = 3) List<@IntRange(max = 300) Integer> cuts,
      @ForAll @IntRange(min = 2, max = 1_000) int place,
      @ForAll @Size(min = 1, max = 4) byte[] other)
      throws IOException, Source.Gone {
    byte[] file = members(CONTENT.getBytes(UTF_8), cuts);
    for (int i = 0; i < other.length; i++) {
      file[2 + (place + i) % (file.length - 2)] = other[i];
    }
    try (Source source = Source.open(new Bucket(file), Bucket.OBJECT, 0)) {
      SplitterTest.split(new Splitter(source.stream()));
      assertThat(source.stream().read()).isEqualTo(-1);
    }
  }

  @Property(tries = 300)
  void anyBytesHaveAnEnd(@ForAll byte[] begin, @ForAll boolean marked)
      throws IOException, Source.Gone {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(marked ? new byte[] {0x1F, (byte) 0x8B} : new byte[0]);
    file.writeBytes(begin);
    try (Source source = Source.open(new Bucket(file.toByteArray()), Bucket.OBJECT, 0)) {
      byte[] read = source.stream().readAllBytes();
      assertThat(source.isGzip() || Arrays.equals(read, file.toByteArray())).isTrue();
    }
  }

  /** A member for each part between the cuts. */
  private static byte[] members(byte[] content, List<Integer> cuts) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    int from = 0;
    for (int cut : new TreeSet<>(cuts)) {
      int to = Math.min(cut, content.length);
      file.writeBytes(gzip(Arrays.copyOfRange(content, from, to)));
      from = to;
    }
    file.writeBytes(gzip(Arrays.copyOfRange(content, from, content.length)));
    return file.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** A bucket of one object. */
  private static final class Bucket implements S3Client {
    private static final Landed OBJECT = new Landed("landing", "file", "etag", -1);

    private final byte[] object;

    Bucket(byte[] object) {
      this.object = object;
    }

    @Override
    public <T> T getObject(
        GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
      String range = request.range() == null ? "bytes=0-" : request.range();
      int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      GetObjectResponse response =
          GetObjectResponse.builder()
              .eTag('"' + OBJECT.etag() + '"')
              .contentLength((long) object.length - from)
              .build();
      try {
        return transformer.transform(
            response,
            AbortableInputStream.create(
                new ByteArrayInputStream(object, from, object.length - from)));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
