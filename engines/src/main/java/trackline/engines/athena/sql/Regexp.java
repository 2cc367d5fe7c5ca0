package trackline.engines.athena.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.airlift.jcodings.specific.NonStrictUTF8Encoding;
import io.airlift.joni.Matcher;
import io.airlift.joni.Option;
import io.airlift.joni.Regex;
import io.airlift.joni.Region;
import io.airlift.joni.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A regular expression by the library and the syntax that Athena's engine has. */
final class Regexp {
  private static final int MOST_KEPT = 1000;
  private static final Map<String, Regexp> KEPT = new ConcurrentHashMap<>();

  private final Regex regex;

  private Regexp(String pattern) {
    byte[] bytes = pattern.getBytes(UTF_8);
    this.regex =
        new Regex(
            bytes, 0, bytes.length, Option.DEFAULT, NonStrictUTF8Encoding.INSTANCE, Syntax.Java);
  }

  static Regexp of(String pattern) {
    if (KEPT.size() > MOST_KEPT) {
      KEPT.clear();
    }
    return KEPT.computeIfAbsent(pattern, Regexp::new);
  }

  boolean isIn(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return regex.matcher(bytes).search(0, bytes.length, Option.DEFAULT) != -1;
  }

  @Nullable String extract(String text, long group) {
    List<Hit> hits = hits(text, 1);
    check(group);
    return hits.isEmpty() ? null : hits.getFirst().group((int) group);
  }

  List<@Nullable String> extractAll(String text, long group) {
    check(group);
    List<@Nullable String> all = new ArrayList<>();
    hits(text, Integer.MAX_VALUE).forEach(hit -> all.add(hit.group((int) group)));
    return all;
  }

  long count(String text) {
    return hits(text, Integer.MAX_VALUE).size();
  }

  List<@Nullable String> split(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    List<@Nullable String> parts = new ArrayList<>();
    int last = 0;
    for (Hit hit : hits(text, Integer.MAX_VALUE)) {
      parts.add(new String(bytes, last, hit.begin() - last, UTF_8));
      last = hit.end();
    }
    parts.add(new String(bytes, last, bytes.length - last, UTF_8));
    return parts;
  }

  String replace(String text, String replacement) {
    byte[] bytes = text.getBytes(UTF_8);
    StringBuilder result = new StringBuilder();
    int last = 0;
    for (Hit hit : hits(text, Integer.MAX_VALUE)) {
      result.append(new String(bytes, last, hit.begin() - last, UTF_8));
      new Replacement(replacement, regex, hit).appendTo(result);
      last = hit.end();
    }
    return result.append(new String(bytes, last, bytes.length - last, UTF_8)).toString();
  }

  private void check(long group) {
    if (group < 0 || group > regex.numberOfCaptures()) {
      throw new IllegalArgumentException(
          "INVALID_FUNCTION_ARGUMENT: Pattern has %d groups. Cannot access group %d"
              .formatted(regex.numberOfCaptures(), group));
    }
  }

  /** The first hits, one behind the other. After an empty one the search goes on a sign later. */
  private List<Hit> hits(String text, int most) {
    byte[] bytes = text.getBytes(UTF_8);
    Matcher matcher = regex.matcher(bytes);
    List<Hit> hits = new ArrayList<>();
    int from = 0;
    while (hits.size() < most
        && from <= bytes.length
        && matcher.search(from, bytes.length, Option.DEFAULT) != -1) {
      hits.add(new Hit(bytes, matcher.getEagerRegion().clone()));
      int end = matcher.getEnd();
      from = end == matcher.getBegin() ? end + length(bytes, end) : end;
    }
    return hits;
  }

  private static int length(byte[] bytes, int at) {
    int length = 1;
    while (at + length < bytes.length && (bytes[at + length] & 0xC0) == 0x80) {
      length++;
    }
    return length;
  }

  /** A hit and its groups. */
  static final class Hit {
    private final byte[] bytes;
    private final Region region;

    private Hit(byte[] bytes, Region region) {
      this.bytes = bytes;
      this.region = region;
    }

    Region region() {
      return region;
    }

    int begin() {
      return region.beg[0];
    }

    int end() {
      return region.end[0];
    }

    @Nullable String group(int group) {
      int begin = region.beg[group];
      return begin < 0 ? null : new String(bytes, begin, region.end[group] - begin, UTF_8);
    }

    int groups() {
      return region.numRegs;
    }
  }
}
