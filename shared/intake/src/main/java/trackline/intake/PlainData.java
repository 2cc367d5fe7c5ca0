package trackline.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What every value of an event must be, whatever the plan says: text that is Unicode, names that
 * are not empty, numbers that the table could hold.
 */
final class PlainData {
  private static final int MAX_DIGITS = 38;
  private static final int MAX_EXPONENT = 125;
  private static final int MIN_EXPONENT = -130;

  private final Fields fields;
  private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();

  PlainData(Fields fields) {
    this.fields = fields;
  }

  void check(String pointer, JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> node.properties().forEach(member -> checkMember(pointer, member));
      case ARRAY -> {
        for (int i = 0; i < node.size(); i++) {
          check(Pointers.append(pointer, i), node.get(i));
        }
      }
      case STRING -> checkText(pointer, node.textValue());
      case NUMBER -> checkNumber(pointer, node.decimalValue());
      default -> {}
    }
  }

  private void checkMember(String pointer, Map.Entry<String, JsonNode> member) {
    if (member.getKey().isEmpty()) {
      fields.fault(pointer + "/", "a member's name must not be empty");
    } else if (!utf8.canEncode(member.getKey())) {
      fields.fault(pointer, "a member's name holds half of a surrogate pair");
    } else {
      check(Pointers.append(pointer, member.getKey()), member.getValue());
    }
  }

  private void checkText(String pointer, String text) {
    if (!utf8.canEncode(text)) {
      fields.fault(pointer, "holds half of a surrogate pair, which is no character");
    }
  }

  private void checkNumber(String pointer, BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    if (stripped.precision() > MAX_DIGITS) {
      fields.fault(pointer, "has more than " + MAX_DIGITS + " digits; send it as a string");
      return;
    }
    long exponent = (long) stripped.precision() - stripped.scale() - 1;
    if (stripped.signum() != 0 && (exponent > MAX_EXPONENT || exponent < MIN_EXPONENT)) {
      fields.fault(
          pointer,
          "must be between 1E"
              + MIN_EXPONENT
              + " and 1E"
              + (MAX_EXPONENT + 1)
              + "; send it as a string");
    }
  }
}
