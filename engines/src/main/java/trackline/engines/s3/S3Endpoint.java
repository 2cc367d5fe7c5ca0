package trackline.engines.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.NoExpectation;
import trackline.engines.server.Loopback;
import trackline.loopback.OwnNames;

/** S3 on the loopback address, whose objects are plain files: FOLDER/BUCKET/KEY. */
public final class S3Endpoint implements AutoCloseable {
  private final S3Proxy proxy;
  private final Path folder;
  private final List<String> buckets;
  private final URI uri;
  private final S3Client client;

  private S3Endpoint(S3Proxy proxy, Path folder, List<String> buckets) {
    this.proxy = proxy;
    this.folder = folder;
    this.buckets = List.copyOf(buckets);
    this.uri = Loopback.uri(proxy.getPort());
    this.client = client(uri);
  }

  private static S3Client client(URI uri) {
    return Loopback.client(S3Client.builder(), uri)
        .forcePathStyle(true)
        .overrideConfiguration(override -> override.addExecutionInterceptor(new NoExpectation()))
        .build();
  }

  /** Serves the buckets under a folder, on a port or, with 0, on a free one. */
  public static S3Endpoint start(Path folder, int port, List<String> buckets) throws IOException {
    return start(folder, port, buckets, OwnNames.LOOPBACK);
  }

  /** Serves the buckets to those who ask by one of the names. */
  public static S3Endpoint start(Path folder, int port, List<String> buckets, OwnNames names)
      throws IOException {
    for (String bucket : buckets) {
      Files.createDirectories(folder.resolve(bucket));
    }
    Unfinished.setAside(folder, buckets);
    return new S3Endpoint(proxy(folder, port, names), folder, buckets);
  }

  private static S3Proxy proxy(Path folder, int port, OwnNames names) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("jclouds.provider", "filesystem-nio2");
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    properties.setProperty("s3proxy.endpoint", Loopback.uri(port).toString());
    properties.setProperty("s3proxy.authorization", "none");
    try {
      S3Proxy proxy =
          S3Proxy.Builder.fromProperties(properties)
              .blobStore(new WholeObjects(BlobStores.create("filesystem-nio2", properties), folder))
              .build();
      OwnObjects.guard(proxy, names);
      proxy.start();
      return proxy;
    } catch (Exception e) {
      throw new IOException("S3 cannot listen on port " + port, e);
    }
  }

  public URI uri() {
    return uri;
  }

  public S3Client client() {
    return client;
  }

  /** The file that holds an object, whether or not there is one. */
  public Path file(String bucket, String key) {
    return folder.resolve(bucket).resolve(key);
  }

  /** Empties every bucket. */
  public void reset() throws IOException {
    for (String bucket : buckets) {
      Folders.empty(folder.resolve(bucket));
    }
  }

  @Override
  public void close() {
    client.close();
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException("S3 did not stop", e);
    }
  }
}
