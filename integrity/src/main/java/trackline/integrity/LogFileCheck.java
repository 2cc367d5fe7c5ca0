package trackline.integrity;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;

/** Compares a log file with the hash that its digest has of it. */
record LogFileCheck(TrailFiles files, Digest.LogFile expected)
    implements Callable<LogFileCheck.Verdict> {

  private static final String ALGORITHM = "SHA-256";

  /** What became of a log file. */
  enum Verdict {
    SAME,
    MISSING,
    CHANGED,
    DAMAGED
  }

  @Override
  public Verdict call() throws IOException {
    Optional<InputStream> found = files.open(expected.bucket(), expected.key());
    if (found.isEmpty()) {
      return Verdict.MISSING;
    }
    try (Unzipped in = new Unzipped(found.get())) {
      return isExpected(in.hash()) ? Verdict.SAME : Verdict.CHANGED;
    } catch (ZipException | EOFException e) {
      return Verdict.DAMAGED;
    }
  }

  private boolean isExpected(String hash) {
    return expected.algorithm().equals(ALGORITHM)
        && hash.equals(expected.hash().toLowerCase(Locale.ROOT));
  }
}
