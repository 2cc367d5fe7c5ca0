package trackline.integrity;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as the names of CloudTrail's files have them: 20261120T1205Z, with seconds or not. */
final class CompactTime {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm[ss]'Z'");
  private static final Pattern IN_LOG_NAME =
      Pattern.compile(".*/\\d{12}_CloudTrail_[a-z0-9-]+_(\\d{8}T\\d{4}Z)_[A-Za-z0-9]+\\.json\\.gz");

  private CompactTime() {}

  static Optional<Instant> read(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** When a log file was delivered; empty where its name is none of a log file. */
  static Optional<Instant> ofLog(String key) {
    Matcher match = IN_LOG_NAME.matcher(key);
    return match.matches() ? read(match.group(1)) : Optional.empty();
  }
}
