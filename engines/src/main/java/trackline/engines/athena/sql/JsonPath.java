package trackline.engines.athena.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path as json_extract takes it: {@code $.name}, {@code $["name"]} and {@code $[0]}. */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<name>[\\p{L}\\p{Nd}_:$/@|#-]+)"
              + "|\\[\"(?<quoted>(?:[^\"\\\\]|\\\\[\"\\\\])*)\"\\]"
              + "|\\[(?<index>[\\p{L}\\p{Nd}_]+)\\]");

  private JsonPath() {}

  static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    Matcher step = STEP.matcher(path);
    int end = 1;
    while (step.find(end) && step.start() == end) {
      steps.add(name(step));
      end = step.end();
    }
    if (!path.startsWith("$") || end != path.length()) {
      throw new IllegalArgumentException("INVALID_FUNCTION_ARGUMENT: Invalid JSON path");
    }
    return steps;
  }

  private static String name(Matcher step) {
    if (step.group("quoted") != null) {
      return step.group("quoted").replaceAll("\\\\(.)", "$1");
    }
    return step.group("name") == null ? step.group("index") : step.group("name");
  }
}
