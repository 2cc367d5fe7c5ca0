package trackline.importer;

/**
 * An object that landed in a bucket.
 *
 * @param etag S3's digest of its content, without quotes
 * @param size its bytes as they lie there, or -1 where the event does not say
 */
record Landed(String bucket, String key, String etag, long size) {
  /** What the vendor writes to see whether it may. */
  private static final String VERIFICATION = "airkit-verify-test-";

  /** The bucket and the key. */
  String path() {
    return bucket + "/" + key;
  }

  /** Whether there is nothing in it to import. */
  boolean isNothing() {
    return size == 0 || key.endsWith("/") || lastPart().startsWith(VERIFICATION);
  }

  private String lastPart() {
    return key.substring(key.lastIndexOf('/') + 1);
  }
}
