package trackline.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a person reads in user agents that differ in their numbers only. */
record BrowserShapes(Map<String, Label> labels) {

  record Label(String deviceClass, String system, String browser) {}

  static BrowserShapes load() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    BrowserShapes.class.getResourceAsStream("browser-shapes.tsv")),
                StandardCharsets.UTF_8))) {
      return new BrowserShapes(
          lines
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split("\t", 4))
              .collect(Collectors.toMap(f -> f[3], f -> new Label(f[0], f[1], f[2]))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String userAgent) {
    return labels.containsKey(shape(userAgent));
  }

  Label of(String userAgent) {
    return Objects.requireNonNull(labels.get(shape(userAgent)));
  }

  private static String shape(String userAgent) {
    return userAgent.replaceAll("\\d+(?:[._]\\d+)*", "#");
  }
}
