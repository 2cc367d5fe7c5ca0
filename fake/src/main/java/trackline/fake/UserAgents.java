package trackline.fake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/** A weighted list of user agents, from a resource of {@code weight<TAB>user agent} lines. */
final class UserAgents {

  static final UserAgents BROWSERS = read("user-agents.tsv");
  static final UserAgents CRAWLERS = read("crawlers.tsv");

  /** Each user agent under the sum of the weights up to and with its own. */
  private final TreeMap<Integer, String> bySum = new TreeMap<>();

  private UserAgents(List<String> lines) {
    int sum = 0;
    for (String line : lines) {
      int tab = line.indexOf('\t');
      sum += Integer.parseInt(line.substring(0, tab));
      bySum.put(sum, line.substring(tab + 1));
    }
  }

  String pick(Random random) {
    Map.Entry<Integer, String> picked = bySum.higherEntry(random.nextInt(bySum.lastKey()));
    return Objects.requireNonNull(picked).getValue();
  }

  List<String> all() {
    return List.copyOf(bySum.values());
  }

  private static UserAgents read(String resource) {
    InputStream stream =
        Objects.requireNonNull(UserAgents.class.getResourceAsStream(resource), resource);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return new UserAgents(
          lines.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
