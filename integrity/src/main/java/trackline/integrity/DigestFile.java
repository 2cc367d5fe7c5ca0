package trackline.integrity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** What came of reading a digest's file. */
sealed interface DigestFile {

  /** There is no such file. */
  record Absent() implements DigestFile {}

  /** The file is no digest. */
  record Damaged(String reason) implements DigestFile {}

  /** The file can be read. */
  record Read(Digest digest) implements DigestFile {}

  /** Reads a digest of some hundred thousand log files at most. */
  static DigestFile read(TrailFiles files, String bucket, String key) throws IOException {
    Optional<InputStream> found = files.open(bucket, key);
    if (found.isEmpty()) {
      return new Absent();
    }
    try (Unzipped in = new Unzipped(found.get())) {
      JsonNode json = Format.JSON.readTree(in);
      return new Read(Format.digest(json, in.hash()));
    } catch (ZipException | EOFException e) {
      return new Damaged("it is no whole gzip file");
    } catch (JsonProcessingException e) {
      return new Damaged("it is not JSON");
    } catch (DateTimeParseException | IllegalArgumentException e) {
      return new Damaged("fields of a digest are missing or wrong");
    }
  }

  /** The format that CloudTrail documents. */
  final class Format {

    private static final long LONGEST = 256L << 20;

    private static final JsonMapper JSON =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxDocumentLength(LONGEST).build())
                    .build())
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Format() {}

    private static Digest digest(JsonNode json, String hash) {
      return new Digest(
          Instant.parse(text(json, "digestStartTime")),
          Instant.parse(text(json, "digestEndTime")),
          text(json, "digestEndTime"),
          text(json, "digestS3Bucket"),
          text(json, "digestS3Object"),
          text(json, "digestPublicKeyFingerprint"),
          text(json, "digestSignatureAlgorithm"),
          hash,
          previous(json),
          logFiles(json.path("logFiles")));
    }

    private static Digest.@Nullable Previous previous(JsonNode json) {
      if (!json.hasNonNull("previousDigestS3Object")
          && !json.hasNonNull("previousDigestSignature")) {
        return null;
      }
      return new Digest.Previous(
          text(json, "previousDigestS3Bucket"),
          text(json, "previousDigestS3Object"),
          text(json, "previousDigestHashValue"),
          text(json, "previousDigestSignature"));
    }

    private static List<Digest.LogFile> logFiles(JsonNode list) {
      if (!list.isArray()) {
        throw new IllegalArgumentException("logFiles");
      }
      return list.valueStream()
          .map(
              file ->
                  new Digest.LogFile(
                      text(file, "s3Bucket"),
                      text(file, "s3Object"),
                      text(file, "hashValue"),
                      text(file, "hashAlgorithm")))
          .toList();
    }

    private static String text(JsonNode json, String name) {
      if (!json.path(name).isTextual()) {
        throw new IllegalArgumentException(name);
      }
      return json.path(name).asText();
    }
  }
}
