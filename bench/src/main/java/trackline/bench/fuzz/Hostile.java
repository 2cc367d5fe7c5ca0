package trackline.bench.fuzz;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes hostile texts: tokens of JSON, values of headers, steps of a path. */
final class Hostile {
  /** Stands in what is hostile; no problem may repeat it. */
  static final String MARK = "s3cr3t";

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|-?\\d[\\d.eE+-]*+|true|false|null|[\\[\\]{},:]");
  private static final int LONGEST = 200_000;
  private static final int DEEPEST = 20_000;

  /** What strings are long of. */
  private static final List<String> UNITS =
      List.of(
          "a",
          "\\u0000",
          "\\ud800",
          "\\udc00\\ud800",
          "\u2028",
          "é",
          "\\\\",
          "\\\"",
          "😀",
          " ",
          "\\n",
          "<",
          "~",
          "/",
          "%00",
          "\u0007",
          "e\u0301",
          "\u202e",
          "${",
          "'");

  private static final List<String> LITERALS =
      List.of(
          "NaN",
          "-Infinity",
          "undefined",
          "",
          "\"\"",
          "null",
          "true",
          "[]",
          "{}",
          "0",
          "-0",
          "1e400",
          "1e-400",
          "01",
          "1.",
          ".5",
          "0x1",
          "+1",
          "'a'",
          "/*" + MARK + "*/",
          "\"2026-02-30T00:00:00Z\"",
          "\"9999-12-31T23:59:59Z\"",
          "\"" + MARK + "\"",
          "\"../../" + MARK + "\"",
          "\"__proto__\"",
          "\"${jndi:ldap://" + MARK + "}\"",
          "\"a\\r\\n{\\\"b\\\":1}\"",
          "\"' OR 1=1 --\"",
          "\"\\ud83d\"",
          "\"\u0000\"",
          "\"",
          "{\"a\":1,\"a\":2}",
          "{\"\":0}",
          "{\"a\\u0000\":0}",
          "1e2147483647",
          "\"delete\"",
          "\"alias\"",
          "\"identify\"",
          "{\"S\":\"x\"}",
          "\ufeff");

  private final Source source;

  Hostile(Source source) {
    this.source = source;
  }

  /** A text of JSON with a few of its tokens changed, which may leave it JSON or not. */
  String mutated(String json) {
    String text = json;
    for (int i = 1 + source.random().nextInt(3); i > 0; i--) {
      text = once(text);
    }
    return text;
  }

  private String once(String text) {
    if (text.length() > LONGEST) {
      return text;
    }
    List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
    if (tokens.isEmpty()) {
      return token();
    }
    MatchResult token = source.pick(tokens);
    String before = text.substring(0, token.start());
    String after = text.substring(token.end());
    return switch (source.random().nextInt(8)) {
      case 0 -> before + after;
      case 1 -> before + token.group() + token.group() + after;
      case 2 -> before + source.pick(tokens).group() + after;
      case 3 -> before + token() + token.group() + after;
      case 4 -> before + token.group() + ",\"x\":" + token() + after;
      default -> before + token() + after;
    };
  }

  /** A token that nobody expects, or a value of any depth and length. */
  String token() {
    return switch (source.random().nextInt(10)) {
      case 0 -> deep();
      case 1, 2 -> "\"" + run() + "\"";
      case 3 -> number();
      case 4 ->
          "["
              + source
                  .pick(List.of("0,", "{},", "[],", "\"\",", "null,"))
                  .repeat(source.size(50_000))
              + "0]";
      case 5 -> members();
      default -> source.pick(LITERALS);
    };
  }

  private String deep() {
    int depth = source.size(DEEPEST);
    return switch (source.random().nextInt(4)) {
      case 0 -> "[".repeat(depth);
      case 1 -> "{\"a\":".repeat(depth) + "0" + "}".repeat(depth);
      case 2 -> "[{\"a\":".repeat(depth) + "0" + "}]".repeat(depth);
      default -> "[".repeat(depth) + "]".repeat(depth);
    };
  }

  private String number() {
    int digits = source.size(LONGEST);
    return switch (source.random().nextInt(4)) {
      case 0 -> "9".repeat(digits);
      case 1 -> "0." + "0".repeat(digits) + "1";
      case 2 -> "1e" + "9".repeat(Math.min(digits, 1_000));
      default -> "-" + "1".repeat(digits) + ".5e-7";
    };
  }

  private String members() {
    StringBuilder members = new StringBuilder("{\"a\":0");
    String same = source.chance(20) ? "" : "k";
    for (int i = source.size(10_000); i > 0; i--) {
      members.append(",\"").append(same).append(same.isEmpty() ? "" : i).append("\":0");
    }
    return members.append('}').toString();
  }

  /** A long run of something, with the mark in it. */
  String run() {
    return MARK + runOf(UNITS, LONGEST);
  }

  String runOf(List<String> units, int longest) {
    String unit = source.pick(units);
    return unit.repeat(Math.max(1, source.size(longest) / unit.length()));
  }
}
