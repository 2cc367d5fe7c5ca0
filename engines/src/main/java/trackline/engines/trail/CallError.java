package trackline.engines.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The error that a call was answered with. */
record CallError(String code, @Nullable String message) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Errors whose messages tell of tables and reasons, never of what was sent. */
  private static final Set<String> WITHOUT_VALUES =
      Set.of(
          "AccessDeniedException",
          "ConditionalCheckFailedException",
          "DuplicateItemException",
          "ItemCollectionSizeLimitExceededException",
          "LimitExceededException",
          "MissingAuthenticationTokenException",
          "ProvisionedThroughputExceededException",
          "RequestLimitExceeded",
          "ResourceInUseException",
          "ResourceNotFoundException",
          "ThrottlingException",
          "TransactionCanceledException",
          "TransactionConflictException",
          "TransactionInProgressException",
          "UnrecognizedClientException");

  /** Where a message of any other error may begin to quote. */
  private static final Pattern QUOTES = Pattern.compile("[:;'\"`\\[({<]");

  static Optional<CallError> of(byte[] answer) {
    if (answer.length == 0) {
      return Optional.empty();
    }
    try {
      JsonNode error = JSON.readTree(answer);
      String code = error.path("__type").asText("InternalFailure").replaceFirst(".*#", "");
      String message = error.path("message").asText(error.path("Message").asText());
      return Optional.of(new CallError(code, message(code, message)));
    } catch (IOException e) {
      return Optional.of(new CallError("InternalFailure", null));
    }
  }

  private static @Nullable String message(String code, String message) {
    Matcher quotes = QUOTES.matcher(message);
    boolean whole = WITHOUT_VALUES.contains(code) || !quotes.find();
    String kept = whole ? message : message.substring(0, quotes.start()).strip();
    return kept.isEmpty() ? null : kept;
  }
}
