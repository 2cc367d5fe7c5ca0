package trackline.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import trackline.event.Fault;

/**
 * The query parameters of a call. What is wrong with them is gathered, so that one answer names it
 * all. A parameter that the call does not know is a fault too: a misspelt filter would else answer
 * a question that nobody asked.
 */
public final class Parameters {

  /** Names come from the client and are repeated in the answer only when they look like names. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

  private final Map<String, List<String>> query;
  private final List<Fault> faults = new ArrayList<>();

  /** Takes the parameters of a call that knows the given ones. */
  public Parameters(HttpRequest request, List<String> known) {
    this.query = request.query();
    query.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> fault(nameOrNot(name), unknown(known)));
  }

  private static String nameOrNot(String name) {
    return NAME.matcher(name).matches() ? name : "";
  }

  private static String unknown(List<String> known) {
    return known.isEmpty()
        ? "is not known: this call takes no parameters"
        : "is not known: this call takes " + String.join(", ", known);
  }

  /**
   * A parameter's value, if it was given and is good.
   *
   * @param read gives nothing for a bad value
   * @param wanted what a good value is, for the answer to a bad one
   */
  public <T> Optional<T> read(String name, String wanted, Function<String, Optional<T>> read) {
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() > 1) {
      fault(name, "is given more than once");
      return Optional.empty();
    }
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> value = read.apply(values.getFirst());
    if (value.isEmpty()) {
      fault(name, "must be " + wanted);
    }
    return value;
  }

  /** Notes what is wrong with a parameter. */
  public void fault(String name, String detail) {
    faults.add(new Fault(name, detail));
  }

  /**
   * Ends the reading.
   *
   * @throws Refusal 400 naming every fault
   */
  public void done() {
    if (!faults.isEmpty()) {
      throw new Refusal(Problem.of(400, "The call's parameters are wrong").withErrors(faults));
    }
  }
}
