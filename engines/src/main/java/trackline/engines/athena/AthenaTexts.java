package trackline.engines.athena;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/** Values as the texts that Athena gives them. */
final class AthenaTexts {
  static final String JSON = "STRUCT(\"json\" VARCHAR)";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private AthenaTexts() {}

  static @Nullable String of(@Nullable Object value, String type) throws SQLException {
    return switch (value) {
      case null -> null;
      case BigDecimal number -> number.toPlainString();
      case Timestamp time -> time.toLocalDateTime().format(TIME);
      case LocalDateTime time -> time.format(TIME);
      case OffsetDateTime time -> time.withOffsetSameInstant(ZoneOffset.UTC).format(TIME) + " UTC";
      case Blob bytes -> hex(bytes.getBytes(1, (int) bytes.length()));
      case Struct struct -> struct(struct);
      case Array array -> list((Object[]) array.getArray());
      case Map<?, ?> map -> map(map);
      default -> value.toString();
    };
  }

  private static String inner(@Nullable Object value) throws SQLException {
    return String.valueOf(of(value, ""));
  }

  private static String list(Object[] values) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (@Nullable Object value : values) {
      texts.add(inner(value));
    }
    return "[" + String.join(", ", texts) + "]";
  }

  private static String map(Map<?, ?> map) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      texts.add(inner(entry.getKey()) + "=" + inner(entry.getValue()));
    }
    return "{" + String.join(", ", texts) + "}";
  }

  private static String struct(Struct struct) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, Object> field : ((DuckDBStruct) struct).getMap().entrySet()) {
      texts.add(field.getKey() + "=" + inner(field.getValue()));
    }
    return texts.size() == 1 && texts.getFirst().startsWith("json=")
        ? texts.getFirst().substring("json=".length())
        : "{" + String.join(", ", texts) + "}";
  }

  private static String hex(byte[] bytes) {
    return Arrays.stream(java.util.HexFormat.ofDelimiter(" ").formatHex(bytes).split(" "))
        .collect(Collectors.joining(" "));
  }
}
