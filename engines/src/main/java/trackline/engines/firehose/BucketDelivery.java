package trackline.engines.firehose;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes one object of a file of records. */
record BucketDelivery(Destination.Bucket bucket, S3Client s3) implements Delivery {

  @Override
  public void deliver(Path file, String key) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = bucket.gzip() ? new GZIPOutputStream(bytes) : bytes) {
      RecordLog.copy(file, out);
    }
    put(key, bytes.toByteArray());
  }

  void put(String key, byte[] body) {
    s3.putObject(
        r -> r.bucket(bucket.name()).key(key).contentType("application/octet-stream"),
        RequestBody.fromBytes(body));
  }
}
