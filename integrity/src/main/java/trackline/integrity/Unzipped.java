package trackline.integrity;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** The content of a gzip file, hashed while it is read, and never whole in memory. */
final class Unzipped extends DigestInputStream {

  private static final int BUFFER = 64 << 10;

  Unzipped(InputStream zipped) throws IOException {
    super(unzip(zipped), sha256());
  }

  private static InputStream unzip(InputStream zipped) throws IOException {
    try {
      return new GZIPInputStream(zipped, BUFFER);
    } catch (IOException e) {
      zipped.close();
      throw e;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** The SHA-256 hash of the whole content, in hexadecimal digits; reads what is left. */
  String hash() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(getMessageDigest().digest());
  }
}
