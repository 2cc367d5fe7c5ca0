package trackline.integrity;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells whether a digest is what CloudTrail once signed, in the place where it was put. */
final class DigestCheck {

  private static final String ALGORITHM = "SHA256withRSA";

  private final TrailFiles files;
  private final PublicKeys keys;

  /** The signatures that digests have of the ones before them, by those ones' keys. */
  private final Map<String, String> stated = new HashMap<>();

  DigestCheck(TrailFiles files, PublicKeys keys) {
    this.files = files;
    this.keys = keys;
  }

  /**
   * A digest to look at.
   *
   * @param bucket where it must be; empty where that is not known
   * @param hash what a valid digest says of its content; null where none does
   */
  record Wanted(String bucket, String key, @Nullable String hash) {}

  /** What a digest turned out to be. */
  sealed interface Verdict {}

  /** CloudTrail's own words. */
  record Valid(Digest digest) implements Verdict {}

  /** Without a signature: that of the newest digest is in S3's metadata, which a copy has not. */
  record Unsigned(Digest digest) implements Verdict {}

  /**
   * Not what CloudTrail signed.
   *
   * @param digest what it says all the same; null where it cannot be read
   */
  record Invalid(Finding.Kind kind, String detail, String advice, @Nullable Digest digest)
      implements Verdict {}

  /**
   * Takes what a newer digest says of the signature of the one before it, itself checked or not.
   */
  void hear(Digest digest) {
    if (digest.previous() != null) {
      stated.put(digest.previous().key(), digest.previous().signature());
    }
  }

  Verdict check(String region, Wanted wanted) throws IOException {
    return switch (DigestFile.read(files, wanted.bucket(), wanted.key())) {
      case DigestFile.Absent() ->
          new Invalid(Finding.Kind.MISSING, "A later digest names it.", Advice.RESTORE, null);
      case DigestFile.Damaged(String reason) ->
          new Invalid(
              Finding.Kind.DAMAGED,
              "The digest cannot be read: " + reason + ".",
              Advice.RESTORE,
              null);
      case DigestFile.Read(Digest digest) -> judge(region, wanted, digest);
    };
  }

  private Verdict judge(String region, Wanted wanted, Digest digest) throws IOException {
    hear(digest);
    if (!isInItsPlace(wanted, digest)) {
      return new Invalid(
          Finding.Kind.MOVED,
          "The digest says that it is " + digest.bucket() + "/" + digest.key() + ".",
          Advice.MOVED,
          digest);
    } else if (wanted.hash() != null
        && !wanted.hash().toLowerCase(Locale.ROOT).equals(digest.hash())) {
      return new Invalid(
          Finding.Kind.CHANGED,
          "Its content is not what the next digest has the hash of.",
          Advice.RESTORE,
          digest);
    }
    return judgeSignature(region, wanted, digest);
  }

  private static boolean isInItsPlace(Wanted wanted, Digest digest) {
    return digest.key().equals(wanted.key())
        && (wanted.bucket().isEmpty() || digest.bucket().equals(wanted.bucket()));
  }

  private Verdict judgeSignature(String region, Wanted wanted, Digest digest) throws IOException {
    Optional<RsaKey> key = keys.find(region, digest.fingerprint()).flatMap(RsaKey::of);
    if (key.isEmpty()) {
      return new Invalid(
          Finding.Kind.UNKNOWN_KEY,
          "No public key has its fingerprint " + digest.fingerprint() + ".",
          Advice.KEYS,
          digest);
    }
    return isSigned(key.get(), wanted.key(), digest);
  }

  /** By the next digest's word, else by what is kept beside the digest itself. */
  private Verdict isSigned(RsaKey key, String name, Digest digest) throws IOException {
    String near = stated.get(name);
    boolean known = digest.algorithm().equals(ALGORITHM);
    if (known && key.signed(digest.signedText(), near)) {
      return new Valid(digest);
    }
    Optional<String> own = files.signature(name);
    if (near == null && own.isEmpty()) {
      return files.bucket().isEmpty()
          ? new Unsigned(digest)
          : notSigned(digest, "It has no signature");
    }
    return known && key.signed(digest.signedText(), own.orElse(null))
        ? new Valid(digest)
        : notSigned(digest, "Its signature is not CloudTrail's");
  }

  private static Invalid notSigned(Digest digest, String detail) {
    return new Invalid(Finding.Kind.SIGNATURE, detail + ".", Advice.RESTORE, digest);
  }
}
