package trackline.engines.dynamodb;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call to DynamoDB and what became of it.
 *
 * @param operation as in {@code GetItem}
 * @param at when it arrived
 * @param authorization the header of that name
 * @param body the request's bytes
 * @param requestId under which it was answered
 * @param error the answer's bytes where it tells of an error, else none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AnsweredCall(
    String operation,
    Instant at,
    @Nullable String authorization,
    @Nullable String userAgent,
    String address,
    byte[] body,
    @Nullable String requestId,
    byte[] error) {}
