package trackline.engines.firehose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import trackline.engines.kit.Child;
import trackline.engines.kit.Until;
import trackline.engines.s3.S3Endpoint;

final class LocalFirehoseTest extends FirehoseContract {
  private static final String LAKE = "trackline-lake";
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path folder;
  private S3Endpoint s3;
  private LocalFirehose firehose;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(LAKE));
    firehose = firehose(s3, Duration.ofHours(1), NOON);
  }

  @AfterEach
  void stop() {
    firehose.close();
    s3.close();
  }

  @Override
  FirehoseClient client() {
    return firehose;
  }

  @Test
  void deliversRecordsAsTheyAreInOneObject() throws IOException {
    put(List.of(record("{\"a\":1}\n"), record("{\"b\":2}")));
    put(List.of(record("{\"c\":3}\n")));

    assertThat(firehose.flush())
        .singleElement()
        .asString()
        .matches("events/dt=2026-11-20/trackline-1-2026-11-20-12-00-00-[0-9a-f-]{36}\\.gz");
    assertThat(delivered()).containsExactly("{\"a\":1}\n{\"b\":2}{\"c\":3}\n");
    assertThat(firehose.flush()).isEmpty();
  }

  @Test
  void deliversWhenTheOldestRecordHasWaited() throws Exception {
    firehose.close();
    firehose = firehose(s3, Duration.ofMillis(100), CLOCK);

    put(List.of(record("x")));

    Until.isTrue(() -> delivered().equals(List.of("x")));
  }

  @Test
  void deliversAfterAFailureOfAnyKind() throws Exception {
    firehose.close();
    firehose = firehose(folder, new FailingOnce(s3.client()), Duration.ofMillis(50), CLOCK);

    put(List.of(record("x")));

    Until.isTrue(() -> delivered().equals(List.of("x")));
  }

  @Test
  void takesMoreAfterABufferCouldNotBeSealed() throws IOException {
    Path sealed = folder.resolve("firehose/trackline/sealed");
    put(List.of(record("first ")));
    Files.delete(sealed);

    assertThatThrownBy(firehose::flush).isInstanceOf(IOException.class);
    put(List.of(record("second")));
    Files.createDirectory(sealed);
    firehose.flush();

    assertThat(delivered()).containsExactly("first second");
  }

  @Test
  void deliversWhenTheBufferIsFull() throws Exception {
    put(List.of(record("x".repeat(1_000_000)), record("y".repeat(100_000))));

    Until.isTrue(() -> delivered().size() == 1);
  }

  @Test
  void aResetForgetsWhatIsBuffered() throws IOException {
    put(List.of(record("x")));

    firehose.reset();

    assertThat(firehose.flush()).isEmpty();
  }

  @Test
  void cutsADamagedTailOff() throws IOException {
    put(List.of(record("whole")));
    firehose.close();
    Files.write(
        folder.resolve("firehose/trackline/open.log"),
        new byte[] {0, 0, 0, 9, 1, 2},
        StandardOpenOption.APPEND);

    firehose = firehose(s3, Duration.ofHours(1), NOON);
    put(List.of(record(" again")));
    firehose.flush();

    assertThat(delivered()).containsExactly("whole again");
  }

  @Test
  void aPrefixWithoutATimeGetsFolders() {
    Destination.Bucket bucket = new Destination.Bucket(LAKE, "raw/", "errors/", false);

    assertThat(ObjectNames.next("s", bucket, NOON.instant()))
        .startsWith("raw/2026/11/20/12/s-1-2026");
    assertThat(ObjectNames.expand("r=!{firehose:random-string}/", NOON.instant()))
        .matches("r=[0-9a-z]{11}/");
  }

  @Test
  void aPrefixWithExpressionsNeedsAnErrorPrefix() {
    assertThatThrownBy(() -> new Destination.Bucket(LAKE, "!{timestamp:yyyy}/", "errors/", false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deliversOnceWhatItAcceptedBeforeAKill(@TempDir Path data) throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (Child child = new Child(Writer.class, data)) {
      while (acknowledged.size() < 300) {
        acknowledged.add(child.line());
      }
      acknowledged.addAll(child.kill());
    }
    stop();
    folder = data;
    start();
    firehose.flush();

    List<String> lines = delivered().stream().flatMap(String::lines).toList();
    assertThat(lines).containsAll(acknowledged).doesNotHaveDuplicates();
    assertThat(lines.size() - acknowledged.size()).isBetween(0, 1);
  }

  /** A bucket whose first put fails as no put should. */
  private static final class FailingOnce implements S3Client {
    private final S3Client s3;
    private boolean failed;

    FailingOnce(S3Client s3) {
      this.s3 = s3;
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
      if (!failed) {
        failed = true;
        throw new IllegalStateException("A connection that broke");
      }
      return s3.putObject(request, body);
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  /** Puts lines for ever, and prints each after it is accepted; delivers in between. */
  static final class Writer {
    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      S3Endpoint s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(LAKE));
      LocalFirehose firehose = firehose(folder, s3.client(), Duration.ofMillis(50), CLOCK);
      for (int i = 0; ; i++) {
        String line = "line-" + i;
        firehose.putRecord(r -> r.deliveryStreamName(STREAM).record(record(line + "\n")));
        System.out.println(line);
      }
    }
  }

  private LocalFirehose firehose(S3Endpoint s3, Duration interval, Clock clock) throws IOException {
    return firehose(folder, s3.client(), interval, clock);
  }

  private static LocalFirehose firehose(Path folder, S3Client s3, Duration interval, Clock clock)
      throws IOException {
    DeliveryStream stream =
        new DeliveryStream(
            STREAM,
            new Destination.Bucket(
                LAKE,
                "events/dt=!{timestamp:yyyy-MM-dd}/",
                "errors/!{firehose:error-output-type}/",
                true),
            1024 * 1024,
            interval);
    return new LocalFirehose(folder.resolve("firehose"), List.of(stream), s3, clock);
  }

  private List<String> delivered() throws IOException {
    List<String> bodies = new ArrayList<>();
    for (S3Object object : s3.client().listObjectsV2Paginator(r -> r.bucket(LAKE)).contents()) {
      byte[] bytes =
          s3.client().getObjectAsBytes(r -> r.bucket(LAKE).key(object.key())).asByteArray();
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bodies.add(new String(in.readAllBytes(), UTF_8));
      }
    }
    return bodies;
  }
}
