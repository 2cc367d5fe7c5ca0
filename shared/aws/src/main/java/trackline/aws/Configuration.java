package trackline.aws;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A function's settings from its environment, checked whole when the function starts. */
public final class Configuration {
  private final String function;
  private final Map<String, String> environment;

  private Configuration(String function, Map<String, String> environment) {
    this.function = function;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Takes the environment of a function that needs the given keys.
   *
   * @throws IllegalStateException naming every key that is missing or empty
   */
  public static Configuration of(
      String function, Map<String, String> environment, List<String> required) {
    return of(function, environment, required, List.of());
  }

  /**
   * Takes the environment of a function that needs the given keys, some with a value and some with
   * or without one.
   *
   * @throws IllegalStateException naming every key that is missing, or empty and may not be
   */
  public static Configuration of(
      String function,
      Map<String, String> environment,
      List<String> required,
      List<String> mayBeEmpty) {
    List<String> missing =
        Stream.concat(
                required.stream().filter(key -> environment.getOrDefault(key, "").isBlank()),
                mayBeEmpty.stream().filter(key -> !environment.containsKey(key)))
            .sorted()
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "The function "
              + function
              + " lacks the environment variables "
              + String.join(", ", missing)
              + "; template.yaml sets them");
    }
    return new Configuration(function, environment);
  }

  /** The value of a key that was required. */
  public String get(String key) {
    String value = environment.get(key);
    if (value == null) {
      throw new IllegalStateException(function + " did not require the variable " + key);
    }
    return value;
  }

  /** The value of a key that may be empty, which is none. */
  public Optional<String> find(String key) {
    String value = environment.getOrDefault(key, "");
    return value.isBlank() ? Optional.empty() : Optional.of(value);
  }
}
