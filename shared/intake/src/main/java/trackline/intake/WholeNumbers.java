package trackline.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Writes a whole number in one way. JSON Schema says that 1 and 1.0 are the same number; to the
 * validator's {@code uniqueItems} (json-schema-validator 2.0.8) they are two items.
 */
final class WholeNumbers {
  /** A larger number stays as it is written: its digits would take more room than it is worth. */
  private static final int MOST_DIGITS = 64;

  private WholeNumbers() {}

  /** The same value; a copy where a number had to be written anew. */
  static JsonNode in(JsonNode value) {
    return hasDecimal(value) ? rewritten(value.deepCopy()) : value;
  }

  private static boolean hasDecimal(JsonNode value) {
    if (isWhole(value)) {
      return true;
    }
    for (JsonNode child : value) {
      if (hasDecimal(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWhole(JsonNode value) {
    if (!value.isBigDecimal()) {
      return false;
    }
    BigDecimal number = value.decimalValue();
    long digits = (long) number.precision() - number.scale();
    return digits <= MOST_DIGITS && number.stripTrailingZeros().scale() <= 0;
  }

  private static JsonNode rewritten(JsonNode value) {
    if (value instanceof ObjectNode object) {
      object.properties().forEach(member -> member.setValue(rewritten(member.getValue())));
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, rewritten(array.get(i)));
      }
    }
    return isWhole(value) ? asParsed(value.bigIntegerValue()) : value;
  }

  /** The node that the parser makes of these digits: one of another kind would not be equal. */
  private static JsonNode asParsed(BigInteger number) {
    int bits = number.bitLength();
    if (bits < Integer.SIZE) {
      return IntNode.valueOf(number.intValue());
    }
    return bits < Long.SIZE ? LongNode.valueOf(number.longValue()) : BigIntegerNode.valueOf(number);
  }
}
