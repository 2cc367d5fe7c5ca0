package trackline.engines.firehose;

import java.time.Duration;

/** Where a delivery stream delivers. */
public sealed interface Destination {

  /** The bucket in which its objects come to lie. */
  Bucket bucket();

  /**
   * S3: buffered records are one object.
   *
   * @param prefix the keys' beginning, with Firehose's expressions in it
   * @param errorPrefix the same for what cannot be delivered; needed where the prefix has
   *     expressions
   */
  record Bucket(String name, String prefix, String errorPrefix, boolean gzip)
      implements Destination {
    public Bucket {
      if (prefix.contains(ObjectNames.ERROR_TYPE)) {
        throw new IllegalArgumentException(
            "Prefix must not hold " + ObjectNames.ERROR_TYPE + ": " + prefix);
      }
      if (prefix.contains("!{") && !errorPrefix.contains(ObjectNames.ERROR_TYPE)) {
        throw new IllegalArgumentException(
            "ErrorOutputPrefix must hold "
                + ObjectNames.ERROR_TYPE
                + " where Prefix has expressions");
      }
    }

    @Override
    public Bucket bucket() {
      return this;
    }
  }

  /**
   * OpenSearch: each record is a document, in the index of the day of its arrival. All records are
   * copied to a bucket.
   *
   * @param index the name before the day
   * @param retry how long documents that the index may yet take are tried again
   */
  record Index(String index, Duration retry, Bucket bucket) implements Destination {}
}
