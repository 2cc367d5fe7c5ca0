package trackline.ingest;

import java.time.Clock;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.Quarantine;

/** The quarantine of each door, all in one bucket. */
record Quarantines(S3Client s3, String bucket, Clock clock) {
  Quarantine of(String door) {
    return new Quarantine(s3, bucket, door, clock);
  }
}
