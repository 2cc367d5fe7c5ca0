package trackline.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every value of an event must be, whatever the plan says: text that is Unicode, names that
 * are not empty, numbers that the table could hold.
 */
final class PlainData {
  private static final int MAX_DIGITS = 38;
  private static final int MAX_EXPONENT = 125;
  private static final int MIN_EXPONENT = -130;

  /** More places than any number within the range can have, written with all the digits allowed. */
  private static final int MAX_SCALE = 2_000;

  private final Fields fields;
  private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();

  PlainData(Fields fields) {
    this.fields = fields;
  }

  /** A place in the event; its pointer is only put together for a fault. */
  private record Place(@Nullable Place parent, String step) {
    String pointer() {
      return parent == null ? "" : Pointers.append(parent.pointer(), step);
    }

    Place child(String name) {
      return new Place(this, name);
    }
  }

  void check(JsonNode event) {
    check(new Place(null, ""), event);
  }

  private void check(Place place, JsonNode node) {
    if (fields.isFull()) {
      return;
    }
    switch (node.getNodeType()) {
      case OBJECT -> node.properties().forEach(member -> checkMember(place, member));
      case ARRAY -> {
        for (int i = 0; i < node.size(); i++) {
          check(place.child(Integer.toString(i)), node.get(i));
        }
      }
      case STRING -> checkText(place, node.textValue());
      case NUMBER -> checkNumber(place, node.decimalValue());
      default -> {}
    }
  }

  private void checkMember(Place place, Map.Entry<String, JsonNode> member) {
    if (member.getKey().isEmpty()) {
      fields.fault(place.child("").pointer(), "a member's name must not be empty");
    } else if (!utf8.canEncode(member.getKey())) {
      fields.fault(place.pointer(), "a member's name holds half of a surrogate pair");
    } else {
      check(place.child(member.getKey()), member.getValue());
    }
  }

  private void checkText(Place place, String text) {
    if (!utf8.canEncode(text)) {
      fields.fault(place.pointer(), "holds half of a surrogate pair, which is no character");
    }
  }

  private void checkNumber(Place place, BigDecimal number) {
    if (Math.abs((long) number.scale()) > MAX_SCALE) {
      // The arithmetic of such a number could overflow.
      outOfRange(place);
      return;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    if (stripped.precision() > MAX_DIGITS) {
      fields.fault(place.pointer(), "has more than " + MAX_DIGITS + " digits; send it as a string");
      return;
    }
    long exponent = (long) stripped.precision() - stripped.scale() - 1;
    if (stripped.signum() != 0 && (exponent > MAX_EXPONENT || exponent < MIN_EXPONENT)) {
      outOfRange(place);
    }
  }

  private void outOfRange(Place place) {
    fields.fault(
        place.pointer(),
        "must be between 1E"
            + MIN_EXPONENT
            + " and 1E"
            + (MAX_EXPONENT + 1)
            + "; send it as a string");
  }
}
