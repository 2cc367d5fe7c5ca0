package trackline.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every number of an event must be, whatever the plan says: one that can be computed with. It
 * is kept as text and may be larger than the table's own numbers; yet a few bytes can name one with
 * billions of digits.
 */
final class PlainData {
  private static final int MAX_EXPONENT = 1_000;

  private final Fields fields;
  private boolean computable = true;

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

  /** Notes what is wrong; whether a plan's schema can compute with all of the numbers. */
  boolean check(JsonNode event) {
    check(new Place(null, ""), event);
    return computable;
  }

  private void check(Place place, JsonNode node) {
    if (fields.isFull()) {
      return;
    }
    switch (node.getNodeType()) {
      case OBJECT -> {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
          check(place.child(member.getKey()), member.getValue());
        }
      }
      case ARRAY -> {
        for (int i = 0; i < node.size(); i++) {
          check(place.child(Integer.toString(i)), node.get(i));
        }
      }
      case NUMBER -> checkNumber(place, node.decimalValue());
      default -> {}
    }
  }

  private void checkNumber(Place place, BigDecimal number) {
    long exponent = (long) number.precision() - number.scale() - 1;
    if (Math.abs(exponent) > MAX_EXPONENT) {
      computable = false;
      fields.fault(
          place.pointer(),
          "must be between 1E-%d and 1E+%d; send it as a string"
              .formatted(MAX_EXPONENT, MAX_EXPONENT));
    }
  }
}
