package trackline.engines.eventbridge;

import java.nio.charset.StandardCharsets;
import java.util.List;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.lambda.LocalFunction.FunctionFailure;
import trackline.engines.template.Trigger;

/** EventBridge's bus on one machine: each event goes to the functions whose rules match it. */
public final class EventBus {
  private final List<LocalFunction> functions;

  public EventBus(List<LocalFunction> functions) {
    this.functions = List.copyOf(functions);
  }

  /** Hands an event to every function with a rule for it, one after the other. */
  public void put(String event) {
    takers(event).forEach(function -> send(function, event));
  }

  /** The functions with a rule for an event. */
  public List<LocalFunction> takers(String event) {
    return functions.stream().filter(function -> takes(function, event)).toList();
  }

  private static boolean takes(LocalFunction function, String event) {
    return function.spec().triggers().stream()
        .anyMatch(trigger -> trigger instanceof Trigger.Rule rule && matches(rule, event));
  }

  private static boolean matches(Trigger.Rule rule, String event) {
    return new EventPatterns(List.of(rule.pattern().toString())).match(event);
  }

  private static void send(LocalFunction function, String event) {
    try {
      function.invoke(event.getBytes(StandardCharsets.UTF_8));
    } catch (FunctionFailure e) {
      // The function's log has it; EventBridge would try again, and the next schedule does.
      return;
    }
  }
}
