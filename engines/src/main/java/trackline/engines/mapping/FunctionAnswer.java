package trackline.engines.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/** The function's answer: which records of a piece failed. */
final class FunctionAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Outcome UNREADABLE = new Outcome.Failure();

  private FunctionAnswer() {}

  /** Reads an answer of the form {@code {"batchItemFailures":[{"itemIdentifier":"111"}]}}. */
  static Outcome read(byte[] answer, Piece piece) {
    try {
      JsonNode failures = JSON.readTree(answer).path("batchItemFailures");
      if (isNone(failures)) {
        return new Outcome.Success();
      }
      return failures.isArray() ? lowest(failures, piece) : UNREADABLE;
    } catch (IOException e) {
      return UNREADABLE;
    }
  }

  private static boolean isNone(JsonNode failures) {
    return failures.isMissingNode() || failures.isNull() || failures.equals(JSON.createArrayNode());
  }

  /** The lowest by sequence number: as integers, since they differ in length. */
  private static Outcome lowest(JsonNode failures, Piece piece) {
    Map<BigInteger, Integer> indexes = indexes(piece);
    int lowest = piece.size();
    for (JsonNode failure : failures) {
      Integer index = indexes.get(number(failure.path("itemIdentifier")));
      if (index == null) {
        return UNREADABLE;
      }
      lowest = Math.min(lowest, index);
    }
    return new Outcome.FailedFrom(lowest);
  }

  private static Map<BigInteger, Integer> indexes(Piece piece) {
    Map<BigInteger, Integer> indexes = new HashMap<>();
    for (int i = 0; i < piece.size(); i++) {
      indexes.put(new BigInteger(piece.entries().get(i).sequenceNumber()), i);
    }
    return indexes;
  }

  /** An identifier's number, or -1, which no record has. */
  private static BigInteger number(JsonNode identifier) {
    String text = identifier.isTextual() ? identifier.textValue() : "";
    return text.matches("[0-9]{1,60}") ? new BigInteger(text) : BigInteger.ONE.negate();
  }
}
