package trackline.engines.template;

import java.util.Locale;

/** The names that the stack's resources have here: {@code LakeBucket} is {@code trackline-lake}. */
public final class LocalNames {
  private LocalNames() {}

  /** The local name of a resource's logical id; a function, or its alias, keeps its logical id. */
  public static String of(String logicalId) {
    if (logicalId.endsWith("Function") || logicalId.endsWith("Function.Alias")) {
      return logicalId.replace(".Alias", "");
    }
    String stem = logicalId.replaceFirst("(Bucket|Table|Secret|Stream)$", "");
    return "trackline-" + stem.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
