package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import trackline.tests.walk.IngestDoor;

/**
 * The webhook's signature over any JSON: the exact bytes of an array's first element verify, and no
 * others do. The elements are no messages, so that the door keeps them all and asks for no table.
 */
class WebhookSignaturePropertiesTest {
  private static final int REFUSED = 401;

  private static Path logs;
  private static IngestDoor door;

  @BeforeContainer
  static void open() throws IOException {
    logs = Files.createTempDirectory("trackline-logs-");
    door = new IngestDoor(new NoTable(), new Bucket(), IngestDoor.secrets(), logs);
  }

  @AfterContainer
  static void close() throws IOException {
    try (Stream<Path> files = Files.walk(logs)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** No message reaches it. */
  private static final class NoTable implements DynamoDbClient {
    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  /** A bucket that takes everything; nobody reads it. */
  private static final class Bucket implements S3Client {
    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
      return PutObjectResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  /** An array's text in two parts around its first element. */
  record Signed(String before, String first, String after) {
    byte[] bytes() {
      return (before + first + after).getBytes(UTF_8);
    }
  }

  @Provide
  Arbitrary<Signed> arrays() {
    Arbitrary<List<String>> rest = spaced(json(2)).list().ofMaxSize(3);
    return Combinators.combine(space(), space(), json(3), space(), rest)
        .as(
            (ahead, before, first, behind, others) ->
                new Signed(
                    ahead + "[" + before,
                    first,
                    behind
                        + others.stream().map(o -> "," + o).collect(Collectors.joining())
                        + "]"));
  }

  private static Arbitrary<String> space() {
    return Arbitraries.strings().withChars(' ', '\t', '\n', '\r').ofMaxLength(3);
  }

  private static Arbitrary<String> spaced(Arbitrary<String> text) {
    return Combinators.combine(space(), text, space()).as((a, t, b) -> a + t + b);
  }

  /** The text of any JSON, white space in it too, of some depth. */
  private static Arbitrary<String> json(int depth) {
    Arbitrary<String> scalar =
        Arbitraries.oneOf(
            Arbitraries.of("true", "false", "null", "0", "-0.0", "1e5", "-12.50E-3", "{}", "[ ]"),
            Arbitraries.longs().map(Object::toString),
            string());
    if (depth == 0) {
      return scalar;
    }
    Arbitrary<String> inner = spaced(Arbitraries.lazy(() -> json(depth - 1)));
    Arbitrary<String> array =
        inner.list().ofMaxSize(3).map(all -> "[" + String.join(",", all) + "]");
    Arbitrary<String> object =
        Combinators.combine(spaced(string()), inner)
            .as((name, value) -> name + ":" + value)
            .list()
            .ofMaxSize(3)
            .map(all -> "{" + String.join(",", all) + "}");
    return Arbitraries.oneOf(scalar, array, object);
  }

  /** Strings full of what ends an element elsewhere. */
  private static Arbitrary<String> string() {
    return Arbitraries.of(
            "a",
            "]",
            "[",
            "{",
            "}",
            ",",
            ":",
            " ",
            "\\\"",
            "\\\\",
            "\\/",
            "\\n",
            "\\u005d",
            "\\u0022",
            "\\ud83d\\ude00",
            "é",
            "ÿ",
            "\u2028",
            "\u0085",
            "日",
            "😀")
        .list()
        .ofMaxSize(6)
        .map(parts -> "\"" + String.join("", parts) + "\"");
  }

  @Property(tries = 400)
  void theFirstElementsExactBytesVerify(@ForAll("arrays") Signed array) {
    String signature = Webhook.signature(array.first());
    // Names that come twice are refused for what they are: the signature was good.
    assertThat(post(array.bytes(), signature)).isIn(200, 400);
    assertThat(post(array.bytes(), Webhook.signature(Webhook.SECRET, array.bytes())))
        .isIn(200, 400);
  }

  @Property(tries = 400)
  void anyOtherBytesDoNot(@ForAll("arrays") Signed array, @ForAll int where, @ForAll byte change) {
    byte[] bytes = array.bytes();
    int length = array.first().getBytes(UTF_8).length;
    int at = array.before().length() + Math.floorMod(where, length);
    bytes[at] ^= change == 0 ? 1 : change;
    assertThat(post(bytes, Webhook.signature(array.first()))).isEqualTo(REFUSED);
  }

  @Property(tries = 200)
  void noOtherSliceVerifies(@ForAll("arrays") Signed array, @ForAll int from, @ForAll int to) {
    byte[] bytes = array.bytes();
    int start = Math.floorMod(from, bytes.length);
    int end = start + Math.floorMod(to, bytes.length - start) + 1;
    byte[] slice = Arrays.copyOfRange(bytes, start, end);
    boolean signed =
        Arrays.equals(slice, bytes) || Arrays.equals(slice, array.first().getBytes(UTF_8));
    if (!signed) {
      assertThat(post(bytes, Webhook.signature(Webhook.SECRET, slice))).isEqualTo(REFUSED);
    }
  }

  private static int post(byte[] body, String signature) {
    ObjectNode event = IngestDoor.version2(Webhook.PATH, Base64.getEncoder().encodeToString(body));
    ((ObjectNode) event.get("headers")).put("X-Signature", signature);
    return door.invoke(event.put("isBase64Encoded", true).toString()).status();
  }
}
