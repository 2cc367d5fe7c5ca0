package trackline.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import trackline.event.EventTime;
import trackline.event.Fault;

/**
 * The members of a client's event, read one by one; what is wrong is noted and reading goes on, so
 * that all faults are named at once. A null is a member that is not there.
 */
final class Fields {
  /** Without bounds, a hostile event's faults outgrow the 6 MB that a function may answer. */
  private static final int MAX_FAULTS = 20;

  private static final int MAX_POINTER = 256;

  private final ObjectNode event;
  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> warnings = new ArrayList<>();

  Fields(ObjectNode event) {
    this.event = event;
  }

  void fault(String pointer, String detail) {
    if (!isFull()) {
      faults.add(new Fault(shortened(pointer), detail));
    }
  }

  /** Notes what is wrong with a member that an event is no worse for. */
  void warn(String pointer, String detail) {
    warnings.add(new Fault(pointer, detail));
  }

  List<Fault> warnings() {
    return List.copyOf(warnings);
  }

  /** Whether no further fault will be named. */
  boolean isFull() {
    return faults.size() == MAX_FAULTS;
  }

  /** The pointer, or that to what encloses the place. */
  private static String shortened(String pointer) {
    return pointer.length() <= MAX_POINTER
        ? pointer
        : pointer.substring(0, Math.max(0, pointer.lastIndexOf('/', MAX_POINTER)));
  }

  List<Fault> faults() {
    List<Fault> named = new ArrayList<>(faults);
    if (isFull()) {
      named.add(new Fault("", "there may be more faults: the first " + MAX_FAULTS + " are named"));
    }
    return List.copyOf(named);
  }

  boolean has(String name) {
    return !event.path(name).isMissingNode() && !event.path(name).isNull();
  }

  /** Whether a member says something: it is there, no null and no blank text. */
  boolean says(String name) {
    return has(name) && !(get(name).isTextual() && get(name).textValue().isBlank());
  }

  JsonNode get(String name) {
    return event.path(name);
  }

  /** A text of 1 to {@code max} characters (code points). */
  Optional<String> text(String name, int max) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = get(name);
    String text = value.textValue();
    if (text == null) {
      fault("/" + name, "must be a string");
      return Optional.empty();
    }
    if (text.isBlank() || text.codePointCount(0, text.length()) > max) {
      fault("/" + name, "must have 1 to " + max + " characters, not only blanks");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  /** A date and time with a zone. */
  Optional<Instant> time(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    @Nullable String text = get(name).textValue();
    Optional<Instant> time = text == null ? Optional.empty() : EventTime.parse(text);
    if (time.isEmpty()) {
      fault(
          "/" + name,
          "must be an ISO-8601 date and time with a zone, of the years 1970 to 9999, such as"
              + " 2026-11-20T18:58:33.123Z");
    }
    return time;
  }
}
