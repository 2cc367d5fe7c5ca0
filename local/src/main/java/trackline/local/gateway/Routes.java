package trackline.local.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import trackline.local.function.LocalFunction;
import trackline.local.stack.Trigger;

/** The routes of the HTTP API: a path without a variable first, {@code $default} last. */
public final class Routes {
  /** The function behind a path, and the key of the route that led there. */
  record Target(String routeKey, LocalFunction function) {}

  private final Map<Pattern, Target> byPattern = new LinkedHashMap<>();
  private final Target fallback;

  public Routes(List<LocalFunction> functions) {
    Target found = null;
    for (LocalFunction function : functions) {
      for (Trigger trigger : function.spec().triggers()) {
        if (trigger instanceof Trigger.Route(String path)) {
          Target target = new Target(path, function);
          if (path.equals(Trigger.Route.DEFAULT)) {
            found = target;
          } else {
            byPattern.put(pattern(path), target);
          }
        }
      }
    }
    if (found == null) {
      throw new IllegalArgumentException("template.yaml has no $default route");
    }
    fallback = found;
  }

  private static Pattern pattern(String path) {
    return Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+"));
  }

  Target target(String path) {
    return byPattern.entrySet().stream()
        .filter(route -> route.getKey().matcher(path).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(fallback);
  }
}
