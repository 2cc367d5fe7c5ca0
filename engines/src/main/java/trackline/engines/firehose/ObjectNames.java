package trackline.engines.firehose;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys that Firehose gives its objects. */
final class ObjectNames {
  static final String ERROR_TYPE = "!{firehose:error-output-type}";

  private static final Pattern EXPRESSION = Pattern.compile("!\\{([a-z]+):([^}]*)}");
  private static final DateTimeFormatter STAMP = utc("yyyy-MM-dd-HH-mm-ss");

  /** Firehose puts these folders where a prefix names no time. */
  private static final String DEFAULT_FOLDERS = "!{timestamp:yyyy/MM/dd/HH/}";

  private ObjectNames() {}

  /**
   * A new key: prefix, then STREAM-VERSION-TIME-UUID.
   *
   * @param oldest arrival of the oldest record in the object, which every time in a key means
   */
  static String next(String stream, Destination.Bucket bucket, Instant oldest) {
    return key(stream, bucket.prefix(), oldest) + (bucket.gzip() ? ".gz" : "");
  }

  /** A new key of an object that holds what could not be delivered, for an error of a type. */
  static String failed(String stream, Destination.Bucket bucket, String type, Instant oldest) {
    return key(stream, bucket.errorPrefix().replace(ERROR_TYPE, type), oldest);
  }

  private static String key(String stream, String prefix, Instant oldest) {
    String folders = prefix.contains("!{timestamp:") ? prefix : prefix + DEFAULT_FOLDERS;
    return "%s%s-1-%s-%s"
        .formatted(expand(folders, oldest), stream, STAMP.format(oldest), UUID.randomUUID());
  }

  static String expand(String prefix, Instant time) {
    return EXPRESSION
        .matcher(prefix)
        .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), match.group(2), time)));
  }

  private static String value(String namespace, String expression, Instant time) {
    return switch (namespace) {
      case "timestamp" -> utc(expression).format(time);
      case "firehose" -> firehose(expression);
      default -> throw new IllegalArgumentException("Unknown prefix namespace: " + namespace);
    };
  }

  private static String firehose(String expression) {
    if (expression.equals("random-string")) {
      return randomString();
    }
    throw new IllegalArgumentException("Unknown prefix expression: firehose:" + expression);
  }

  private static String randomString() {
    return ThreadLocalRandom.current()
        .ints(11, 0, 36)
        .collect(
            StringBuilder::new,
            (text, digit) -> text.append(Character.forDigit(digit, 36)),
            StringBuilder::append)
        .toString();
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }
}
