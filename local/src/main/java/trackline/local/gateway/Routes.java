package trackline.local.gateway;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import trackline.engines.lambda.Invoker;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.template.Trigger;

/** The routes of the HTTP API: a path without a variable first, {@code $default} last. */
public final class Routes {
  private static final String TAG = "/tag.js";

  /** The variable of a function that knows which pages may read its answers. */
  private static final String OWN_JUDGEMENT = "ALLOWED_ORIGINS";

  /** Lambda makes an error of a longer answer. */
  private static final int LAMBDA_ANSWER_BYTES = 6 * 1024 * 1024;

  /**
   * What is behind a path, and the key of the route that led there.
   *
   * @param answerBytes the longest answer that is handed on
   */
  record Target(String routeKey, Invoker function, int answerBytes) {}

  private final Map<String, Target> exact = new HashMap<>();
  private final Map<Pattern, Target> byPattern = new LinkedHashMap<>();
  private final Target fallback;

  /**
   * Gathers the routes of the functions.
   *
   * @param extra routes that are only here, by path pattern; no Lambda is behind them
   */
  public Routes(List<LocalFunction> functions, Map<Pattern, Invoker> extra) {
    extra.forEach(
        (path, invoker) ->
            byPattern.put(path, new Target(path.pattern(), invoker, Integer.MAX_VALUE)));
    @Nullable Target found = null;
    for (LocalFunction function : functions) {
      for (Trigger trigger : function.spec().triggers()) {
        if (trigger instanceof Trigger.Route(String path)) {
          Target target = new Target(path, function, LAMBDA_ANSWER_BYTES);
          if (path.equals(Trigger.Route.DEFAULT)) {
            found = target;
          } else if (path.contains("{")) {
            byPattern.put(pattern(path), target);
          } else {
            exact.put(path, target);
          }
        }
      }
    }
    if (found == null) {
      throw new IllegalArgumentException("template.yaml has no $default route");
    }
    fallback = found;
  }

  /**
   * A variable is one step of the path; a greedy one, {@code {rest+}}, all the steps left, or none.
   */
  private static Pattern pattern(String path) {
    return Pattern.compile(path.replaceAll("\\{[^}]+\\+}", ".*").replaceAll("\\{[^}]+}", "[^/]+"));
  }

  /**
   * Whether pages of any site may ask for a path: those of functions that judge a page's origin
   * themselves, and the script by which such pages send events.
   */
  boolean isForAnyPage(String path) {
    return path.equals(TAG) || judgesOrigins(target(path));
  }

  private static boolean judgesOrigins(Target target) {
    return target.function() instanceof LocalFunction function
        && function.spec().environment().containsKey(OWN_JUDGEMENT);
  }

  Target target(String path) {
    @Nullable Target found = exact.get(path);
    return found == null ? byPattern(path) : found;
  }

  private Target byPattern(String path) {
    return byPattern.entrySet().stream()
        .filter(route -> route.getKey().matcher(path).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(fallback);
  }
}
