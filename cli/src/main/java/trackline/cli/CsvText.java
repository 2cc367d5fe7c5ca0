package trackline.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/** An answer of columns and rows as CSV, safe to open in a spreadsheet. */
final class CsvText {

  /** User agents and principals are what callers say: one may be a formula. */
  private static final Pattern FORMULA =
      Pattern.compile("(?s)[=+\\-@\\t\\r\\n\uFF1D\uFF0B\uFF0D\uFF20].*");

  private static final CsvMapper CSV =
      CsvMapper.builder()
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .build();

  private CsvText() {}

  static void write(JsonNode answer, PrintWriter out) {
    try (SequenceWriter writer = CSV.writer().writeValues(out)) {
      writer.write(cells(answer.path("columns")));
      for (JsonNode row : answer.path("rows")) {
        writer.write(cells(row));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(JsonNode row) {
    return row.valueStream().map(CsvText::cell).toList();
  }

  private static String cell(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    String text = value.asText();
    return value.isTextual() && FORMULA.matcher(text).matches() ? "'" + text : text;
  }
}
