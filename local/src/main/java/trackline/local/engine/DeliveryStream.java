package trackline.local.engine;

import java.time.Duration;

/**
 * A Firehose stream from direct puts to S3, as a template declares it.
 *
 * @param prefix the keys' beginning, with Firehose's expressions in it
 * @param errorPrefix the same for what cannot be delivered; needed where the prefix has expressions
 * @param bufferBytes delivers when this much is buffered
 * @param bufferInterval delivers when the oldest record has waited this long
 */
public record DeliveryStream(
    String name,
    String bucket,
    String prefix,
    String errorPrefix,
    long bufferBytes,
    Duration bufferInterval,
    boolean gzip) {

  public DeliveryStream {
    if (prefix.contains("!{firehose:error-output-type}")) {
      throw new IllegalArgumentException(
          "Prefix must not hold !{firehose:error-output-type}: " + prefix);
    }
    if (prefix.contains("!{") && !errorPrefix.contains("!{firehose:error-output-type}")) {
      throw new IllegalArgumentException(
          "ErrorOutputPrefix must hold !{firehose:error-output-type} where Prefix has expressions");
    }
  }
}
