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
  }

  /** Notes what is wrong; whether a plan's schema can compute with all of the numbers. */
  boolean check(JsonNode event) {
    check(null, "", event);
    return computable;
  }

  /** Checks what stands at a step from a place; most are texts, and take none of their own. */
  private void check(@Nullable Place parent, String step, JsonNode node) {
    if (fields.isFull()) {
      return;
    }
    switch (node.getNodeType()) {
      case OBJECT -> {
        Place place = new Place(parent, step);
        for (Map.Entry<String, JsonNode> member : node.properties()) {
          check(place, member.getKey(), member.getValue());
        }
      }
      case ARRAY -> {
        Place place = new Place(parent, step);
        for (int i = 0; i < node.size(); i++) {
          check(place, Integer.toString(i), node.get(i));
        }
      }
      case NUMBER -> checkNumber(parent, step, node.decimalValue());
      default -> {}
    }
  }

  private void checkNumber(@Nullable Place parent, String step, BigDecimal number) {
    long exponent = (long) number.precision() - number.scale() - 1;
    if (Math.abs(exponent) > MAX_EXPONENT) {
      computable = false;
      fields.fault(
          new Place(parent, step).pointer(),
          "must be between 1E-%d and 1E+%d; send it as a string"
              .formatted(MAX_EXPONENT, MAX_EXPONENT));
    }
  }
}
