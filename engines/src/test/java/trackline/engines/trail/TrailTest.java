package trackline.engines.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import trackline.engines.kit.Child;
import trackline.engines.kit.EventTables;
import trackline.engines.kit.TrailStage;

class TrailTest {
  @TempDir Path folder;

  private static void put(TrailStage stage, String key) {
    EventTables.put(stage.client("AKIATESTER"), key);
  }

  @Test
  void filesLieWhereCloudTrailPutsThem() throws Exception {
    try (TrailStage stage = new TrailStage(folder)) {
      EventTables.create(stage.client());
      put(stage, "a");
      stage.trail.flush();

      assertThat(stage.files("CloudTrail"))
          .singleElement()
          .asString()
          .matches(
              ".*/trail/AWSLogs/000000000000/CloudTrail/us-east-1/\\d{4}/\\d\\d/\\d\\d/"
                  + "000000000000_CloudTrail_us-east-1_\\d{8}T\\d{4}Z_[A-Za-z0-9]{16}\\.json\\.gz");
      assertThat(stage.files("CloudTrail-Digest"))
          .singleElement()
          .asString()
          .matches(
              ".*/trail/AWSLogs/000000000000/CloudTrail-Digest/us-east-1/\\d{4}/\\d\\d/\\d\\d/"
                  + "000000000000_CloudTrail-Digest_us-east-1_trackline_us-east-1_\\d{8}T\\d{6}Z"
                  + "\\.json\\.gz");
    }
  }

  @Test
  void digestsFormASignedChain() throws Exception {
    try (TrailStage stage = new TrailStage(folder)) {
      EventTables.create(stage.client());
      put(stage, "a");
      stage.trail.flush();
      stage.trail.flush();
    }
    try (TrailStage stage = new TrailStage(folder)) {
      put(stage, "b");
      stage.trail.flush();

      List<Path> digests = stage.files("CloudTrail-Digest");
      assertThat(digests).hasSize(3);
      JsonNode before = null;
      String signatureBefore = "null";
      List<String> logs = new ArrayList<>();
      for (Path file : digests) {
        JsonNode digest = TrailStage.read(file);
        if (before == null) {
          assertThat(digest.path("previousDigestSignature").isNull()).isTrue();
        } else {
          assertThat(digest.path("previousDigestS3Object"))
              .isEqualTo(before.path("digestS3Object"));
          assertThat(digest.path("previousDigestSignature").asText()).isEqualTo(signatureBefore);
          assertThat(digest.path("digestStartTime")).isEqualTo(before.path("digestEndTime"));
        }
        signatureBefore = signature(stage, digest, TrailStage.text(file), signatureBefore);
        for (JsonNode log : digest.path("logFiles")) {
          String text = TrailStage.text(stage.bucket().resolve(log.path("s3Object").asText()));
          assertThat(TrailBucket.hash(text)).isEqualTo(log.path("hashValue").asText());
          logs.add(log.path("s3Object").asText());
        }
        before = digest;
      }
      assertThat(logs).hasSize(2).doesNotHaveDuplicates();
      assertThat(stage.files("CloudTrail")).hasSize(2);
    }
  }

  /** Checks the signature as the documentation says, and answers it. */
  private static String signature(TrailStage stage, JsonNode digest, String content, String before)
      throws Exception {
    String object = digest.path("digestS3Object").asText();
    Map<String, String> metadata =
        stage.s3.client().headObject(r -> r.bucket(TrailStage.BUCKET).key(object)).metadata();
    assertThat(metadata).containsEntry("signature-algorithm", "SHA256withRSA");
    PublicKey key = stage.trail.publicKey();
    assertThat(digest.path("digestPublicKeyFingerprint").asText()).isEqualTo(key.fingerprint());
    Signature check = Signature.getInstance("SHA256withRSA");
    check.initVerify(rsa(key));
    String signed =
        "%s\n%s/%s\n%s\n%s"
            .formatted(
                digest.path("digestEndTime").asText(),
                TrailStage.BUCKET,
                object,
                TrailBucket.hash(content),
                before);
    check.update(signed.getBytes(UTF_8));
    String signature = metadata.getOrDefault("signature", "");
    assertThat(check.verify(HexFormat.of().parseHex(signature))).isTrue();
    return signature;
  }

  private static RSAPublicKey rsa(PublicKey key) throws Exception {
    byte[] header = HexFormat.of().parseHex("30820122300d06092a864886f70d01010105000382010f00");
    byte[] pkcs1 = Base64.getDecoder().decode(key.value());
    byte[] x509 = new byte[header.length + pkcs1.length];
    System.arraycopy(header, 0, x509, 0, header.length);
    System.arraycopy(pkcs1, 0, x509, header.length, pkcs1.length);
    RSAPublicKey rsa =
        (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(x509));
    assertThat(rsa.getPublicExponent()).isEqualTo(BigInteger.valueOf(65537));
    return rsa;
  }

  @Test
  void aResetBeginsAnew() throws Exception {
    try (TrailStage stage = new TrailStage(folder)) {
      EventTables.create(stage.client());
      put(stage, "a");
      stage.trail.flush();
      put(stage, "b");
      PublicKey key = stage.trail.publicKey();

      stage.s3.reset();
      stage.trail.reset();
      stage.trail.flush();

      assertThat(stage.records()).isEmpty();
      assertThat(stage.files("CloudTrail-Digest")).hasSize(1);
      assertThat(stage.trail.publicKey()).isEqualTo(key);
    }
  }

  @Test
  void aSegmentThatIsDeliveredAgainIsTheSameFile() throws Exception {
    Path journal = folder.resolve("trail/journal");
    try (TrailStage stage = new TrailStage(folder)) {
      EventTables.create(stage.client());
      put(stage, "a");
      stage.trail.journal().seal();
      Path segment = stage.trail.journal().sealed().getFirst();
      byte[] lines = Files.readAllBytes(segment);
      stage.trail.deliver();
      Files.write(segment, lines);
    }
    Files.writeString(
        journal.resolve("current.ndjson"), "{\"eventName\":\"torn", StandardOpenOption.APPEND);
    try (TrailStage stage = new TrailStage(folder)) {
      stage.trail.flush();

      assertThat(stage.records()).hasSize(1);
      assertThat(TrailStage.read(stage.files("CloudTrail-Digest").getFirst()).path("logFiles"))
          .hasSize(1);
    }
  }

  /** Three rounds of puts, each killed; what was answered is there once. */
  @Test
  void whatWasAnsweredIsThereAfterAKill() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      try (Child child = new Child(Writer.class, folder)) {
        for (int i = 0; i < 40; i++) {
          acknowledged.add(child.line());
        }
        acknowledged.addAll(child.kill());
      }
    }
    try (TrailStage stage = new TrailStage(folder)) {
      stage.trail.flush();

      List<String> recorded =
          stage.records().stream()
              .map(record -> record.path("requestParameters").path("key"))
              .map(key -> key.path("event_key").asText())
              .toList();
      assertThat(recorded).containsAll(acknowledged).doesNotHaveDuplicates();
      List<String> digested = new ArrayList<>();
      for (Path digest : stage.files("CloudTrail-Digest")) {
        digested.addAll(TrailStage.read(digest).findValuesAsText("s3Object"));
      }
      assertThat(digested).doesNotHaveDuplicates().hasSameSizeAs(stage.files("CloudTrail"));
    }
  }

  /** Puts items for ever, delivers now and then, and prints the key of each put. */
  static final class Writer {
    public static void main(String[] arguments) throws IOException {
      TrailStage stage = new TrailStage(Path.of(arguments[0]));
      if (stage.client().listTables().tableNames().isEmpty()) {
        EventTables.create(stage.client());
      }
      String run = Long.toString(System.nanoTime());
      for (int i = 0; ; i++) {
        put(stage, run + "-" + i);
        System.out.println(run + "-" + i);
        if (i % 7 == 0) {
          stage.trail.flush();
        }
      }
    }
  }
}
