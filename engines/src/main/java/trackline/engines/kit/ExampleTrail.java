package trackline.engines.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A whole trail of three hours, for tests of the command. */
public final class ExampleTrail {

  /** Its bucket. */
  public static final String BUCKET = SomeTrail.BUCKET;

  private final SomeTrail trail =
      new SomeTrail("", "us-east-2", "my-trail", SomeTrail.START.minus(Duration.ofDays(1)))
          .hours(3);

  /** When it starts. */
  public String from() {
    return SomeTrail.START.minus(Duration.ofDays(1)).toString();
  }

  /** When it ends. */
  public String to() {
    return trail.end().toString();
  }

  /** The key of a log file. */
  public String log(int index) {
    return trail.log(index);
  }

  /** The key of a digest. */
  public String digest(int index) {
    return trail.digest(index);
  }

  /** The digests' signatures by their keys. */
  public Map<String, String> signatures() {
    return trail.signatures();
  }

  /** What {@code aws cloudtrail list-public-keys} would print. */
  public String printedKeys() {
    return SomeTrail.printedKeys().toString();
  }

  /** Writes its files into a folder. */
  public void into(Path folder) {
    trail.into(folder);
  }

  /** Puts a digest into its bucket without the metadata that CloudTrail gives it. */
  public void loseSignature(S3Client s3, int index) {
    String key = trail.digest(index);
    s3.putObject(put -> put.bucket(BUCKET).key(key), RequestBody.fromBytes(trail.files().get(key)));
  }

  /** Puts its files into its bucket. */
  public void into(S3Client s3) {
    trail.into(s3);
  }
}
