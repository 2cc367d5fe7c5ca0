package trackline.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The table of known crawlers. Of its many texts only those are looked for that begin with three
 * characters of the user agent. A line is read to its end where its text is found and not before:
 * the table is loaded at each cold start.
 */
final class Crawlers {
  static final Crawlers ALL = read();

  private static final int START = 3;

  /** The crawlers under the first characters of the text that they are known by. */
  private final Map<Integer, Crawler> byStart = new HashMap<>(4_096);

  /**
   * A line of the table.
   *
   * @param number its place in the table: the first that fits counts
   * @param text what to look for
   * @param line the fields: text, regular expression or nothing, name, operator, purpose
   * @param next another one that is known by a text with the same start
   */
  private record Crawler(int number, String text, String line, @Nullable Crawler next) {

    boolean fits(String userAgent, int index) {
      return userAgent.startsWith(text, index) && fitsPattern(userAgent);
    }

    private boolean fitsPattern(String userAgent) {
      String pattern = field(1);
      return pattern.isEmpty() || Pattern.compile(pattern).matcher(userAgent).find();
    }

    Bot bot() {
      return new Bot(known(field(2)), known(field(3)), BotPurpose.of(field(4)));
    }

    private String field(int index) {
      return line.split("\t", -1)[index];
    }

    private static @Nullable String known(String field) {
      return field.isEmpty() ? null : field;
    }
  }

  private Crawlers() {}

  /** The crawler of the first line that fits, if one does. */
  @Nullable Bot find(String userAgent) {
    Crawler found = null;
    for (int index = 0; index <= userAgent.length() - START; index++) {
      Crawler crawler = byStart.get(start(userAgent, index));
      while (crawler != null) {
        if ((found == null || crawler.number < found.number) && crawler.fits(userAgent, index)) {
          found = crawler;
        }
        crawler = crawler.next;
      }
    }
    return found == null ? null : found.bot();
  }

  private void add(int number, String line) {
    String text = line.substring(0, line.indexOf('\t'));
    int start = start(text, 0);
    byStart.put(start, new Crawler(number, text, line, byStart.get(start)));
  }

  /** One number for three characters; where two have the same, the texts are compared anyway. */
  private static int start(String text, int index) {
    return (text.charAt(index) << 16) ^ (text.charAt(index + 1) << 8) ^ text.charAt(index + 2);
  }

  private static Crawlers read() {
    Crawlers crawlers = new Crawlers();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Crawlers.class.getResourceAsStream("crawlers.tsv")),
                StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          crawlers.add(number++, line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return crawlers;
  }
}
