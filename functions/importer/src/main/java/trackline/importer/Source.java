package trackline.importer;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.ZipException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The bytes of a landed object, inflated where it is gzip, from a place on. */
final class Source implements AutoCloseable {
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final int MAGIC = 2;

  private final ResponseInputStream<GetObjectResponse> body;
  private final Content content;
  private final boolean gzip;

  private Source(ResponseInputStream<GetObjectResponse> body, Content content, boolean gzip) {
    this.body = body;
    this.content = content;
    this.gzip = gzip;
  }

  /** The object is not there any more, or another is in its place. */
  static final class Gone extends Exception {
    private static final long serialVersionUID = 1L;

    Gone(String why) {
      super(why);
    }
  }

  /**
   * Opens an object.
   *
   * @param position in the inflated bytes, from where on it is read
   * @throws Gone when it was deleted or overwritten since
   * @throws IOException when the connection breaks, or another than S3 answers
   */
  static Source open(S3Client s3, Landed object, long position) throws IOException, Gone {
    Source whole = open(get(s3, object, 0));
    try {
      if (whole.gzip || position == 0 || position == length(whole.body)) {
        whole.content.skipNBytes(position);
        return whole;
      }
    } catch (IOException | RuntimeException e) {
      whole.close();
      throw e;
    }
    whole.close();
    ResponseInputStream<GetObjectResponse> rest = get(s3, object, position);
    return new Source(rest, new Content(whole(rest)), false);
  }

  private static Source open(ResponseInputStream<GetObjectResponse> body) throws IOException {
    try {
      PushbackInputStream begin = new PushbackInputStream(whole(body), MAGIC);
      byte[] magic = begin.readNBytes(MAGIC);
      begin.unread(magic);
      boolean gzip = GzipMembers.isBegin(magic);
      return new Source(body, new Content(gzip ? new GzipMembers(begin) : begin), gzip);
    } catch (IOException | RuntimeException e) {
      body.abort();
      throw e;
    }
  }

  private static InputStream whole(ResponseInputStream<GetObjectResponse> body) {
    return new WholeBody(body, length(body));
  }

  private static ResponseInputStream<GetObjectResponse> get(
      S3Client s3, Landed object, long position) throws IOException, Gone {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(object.bucket())
            .key(object.key())
            .ifMatch(quoted(object));
    if (position > 0) {
      request.range("bytes=" + position + "-");
    }
    try {
      return checked(s3.getObject(request.build()), object, position);
    } catch (S3Exception e) {
      switch (e.statusCode()) {
        case NOT_FOUND -> throw new Gone("gone");
        case PRECONDITION_FAILED -> throw new Gone("overwritten");
        default -> throw e;
      }
    }
  }

  /**
   * The body of an answer that is the object's from the place on. An answer of something in between
   * would else be taken for a file that holds nothing, or for all of one.
   */
  private static ResponseInputStream<GetObjectResponse> checked(
      ResponseInputStream<GetObjectResponse> body, Landed object, long position)
      throws IOException {
    boolean isIt = quoted(object).equals(body.response().eTag());
    if (isIt && (object.size() < 0 || length(body) == object.size() - position)) {
      return body;
    }
    body.abort();
    throw new IOException(
        isIt ? "The answer has another length than the object" : "The answer is not the object's");
  }

  private static String quoted(Landed object) {
    return "\"" + object.etag() + "\"";
  }

  private static long length(ResponseInputStream<GetObjectResponse> body) {
    Long length = body.response().contentLength();
    return length == null ? 0 : length;
  }

  boolean isGzip() {
    return gzip;
  }

  /** The bytes from the place on. */
  InputStream stream() {
    return content;
  }

  /** Whether the gzip stream ended too early, or in what is no gzip. */
  boolean isDamaged() {
    return content.damaged;
  }

  /** Ends the connection; what was not read of the object is not waited for. */
  @Override
  public void close() {
    body.abort();
  }

  /**
   * The object's content. Where its gzip breaks off it ends: the object itself is so, and reading
   * it again would not help.
   */
  private static final class Content extends FilterInputStream {
    private boolean damaged;

    Content(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (damaged) {
        return -1;
      }
      try {
        return super.read(target, offset, length);
      } catch (EOFException | ZipException e) {
        damaged = true;
        return -1;
      }
    }

    @Override
    public long skip(long count) throws IOException {
      byte[] passed = new byte[(int) Math.min(count, 1 << 16)];
      return Math.max(0, read(passed, 0, passed.length));
    }
  }

  /** The body of an answer, whose end is the object's end and not the connection's. */
  private static final class WholeBody extends FilterInputStream {
    private final long length;
    private long read;

    WholeBody(InputStream in, long length) {
      super(in);
      this.length = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
      int now;
      try {
        now = super.read(target, offset, count);
      } catch (EOFException e) {
        throw new IOException("The connection broke", e);
      }
      read += Math.max(0, now);
      if (now < 0 && read < length) {
        throw new IOException("The connection ended before the object");
      }
      return now;
    }
  }
}
