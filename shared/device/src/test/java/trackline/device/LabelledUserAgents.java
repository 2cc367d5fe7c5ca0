package trackline.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Real user agents with what a person reads in them, from {@code user-agents.tsv}. */
record LabelledUserAgents(List<Label> labels) {

  static LabelledUserAgents load() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    LabelledUserAgents.class.getResourceAsStream("user-agents.tsv")),
                StandardCharsets.UTF_8))) {
      return new LabelledUserAgents(
          lines.lines().filter(line -> !line.startsWith("#")).map(Label::of).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One user agent and its labels. A label of {@code -} is not judged; an empty one says that the
   * user agent does not tell. Of versions the first number is judged.
   */
  record Label(List<String> expected, String userAgent) {
    static Label of(String line) {
      List<String> fields = List.of(line.split("\t", 7));
      return new Label(fields.subList(0, 6), fields.get(6));
    }

    List<Judged> judge() {
      Device device = Device.of(userAgent);
      List<String> read =
          List.of(
              device.deviceClass().value(),
              text(device.osName()),
              major(text(device.osVersion())),
              text(device.browserName()),
              major(text(device.browserVersion())),
              String.valueOf(device.isBot()));
      List<Judged> judged = new ArrayList<>();
      for (int i = 0; i < read.size(); i++) {
        String label = i == 2 || i == 4 ? major(expected.get(i)) : expected.get(i);
        if (!label.equals("-")) {
          judged.add(new Judged(FIELDS.get(i), label, read.get(i), userAgent));
        }
      }
      return judged;
    }

    private static String text(@Nullable String value) {
      return value == null ? "" : value;
    }

    private static String major(String version) {
      int dot = version.indexOf('.');
      return dot < 0 ? version : version.substring(0, dot);
    }
  }

  private static final List<String> FIELDS =
      List.of("device_class", "os_name", "os_version", "browser_name", "browser_version", "is_bot");

  /** One field of one user agent: what the label says and what was read. */
  record Judged(String field, String label, String read, String userAgent) {
    boolean right() {
      return label.equals(read);
    }
  }

  List<Judged> judge() {
    return labels.stream().flatMap(label -> label.judge().stream()).toList();
  }
}
