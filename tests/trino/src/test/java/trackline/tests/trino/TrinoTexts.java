package trackline.tests.trino;

import io.trino.testing.MaterializedResult;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Trino's values as the texts that Athena makes of them. */
final class TrinoTexts {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private TrinoTexts() {}

  static List<List<@Nullable String>> rows(MaterializedResult result) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    result
        .getMaterializedRows()
        .forEach(
            row -> {
              List<@Nullable String> texts = new ArrayList<>();
              row.getFields().forEach(value -> texts.add(value == null ? null : text(value)));
              rows.add(texts);
            });
    return rows;
  }

  /** The types by their names alone. */
  static List<String> types(MaterializedResult result) {
    return result.getTypes().stream().map(type -> type.getBaseName()).toList();
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case LocalDateTime time -> time.format(TIME);
      case ZonedDateTime time -> time.format(TIME) + " " + time.getZone();
      case byte[] bytes -> java.util.HexFormat.ofDelimiter(" ").formatHex(bytes);
      case List<?> list ->
          list.stream().map(TrinoTexts::text).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> text(entry.getKey()) + "=" + text(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString();
    };
  }
}
