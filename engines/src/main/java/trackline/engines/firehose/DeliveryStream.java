package trackline.engines.firehose;

import java.time.Duration;

/**
 * A Firehose stream from direct puts, as a template declares it.
 *
 * @param bufferBytes delivers when this much is buffered
 * @param bufferInterval delivers when the oldest record has waited this long
 */
public record DeliveryStream(
    String name, Destination destination, long bufferBytes, Duration bufferInterval) {}
