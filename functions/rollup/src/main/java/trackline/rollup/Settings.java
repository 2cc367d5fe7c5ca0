package trackline.rollup;

import java.util.List;
import java.util.Map;

/** What the function is told by its environment. */
record Settings(String rollupsTable, String resultsBucket, String workGroup, String database) {

  private static final List<String> KEYS =
      List.of("ROLLUPS_TABLE", "RESULTS_BUCKET", "ATHENA_WORKGROUP", "GLUE_DATABASE");

  static Settings of(Map<String, String> environment) {
    List<String> values = KEYS.stream().map(key -> environment.getOrDefault(key, "")).toList();
    List<String> missing =
        KEYS.stream().filter(key -> environment.getOrDefault(key, "").isBlank()).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException("Missing in the environment: " + String.join(", ", missing));
    }
    return new Settings(values.get(0), values.get(1), values.get(2), values.get(3));
  }
}
