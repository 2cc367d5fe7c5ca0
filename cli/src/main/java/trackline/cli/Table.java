package trackline.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text in aligned columns, numbers to the right. */
final class Table {

  private static final String GAP = "  ";

  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... columns) {
    this(Arrays.asList(columns));
  }

  Table(List<String> columns) {
    this.columns = columns;
  }

  Table row(String... cells) {
    return row(Arrays.asList(cells));
  }

  Table row(List<String> cells) {
    rows.add(cells.stream().map(Table::printable).toList());
    return this;
  }

  /** The header and the rows as lines without trailing blanks. */
  List<String> lines() {
    List<List<String>> all = new ArrayList<>();
    all.add(columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    all.addAll(rows);
    return all.stream().map(this::line).toList();
  }

  private String line(List<String> cells) {
    return IntStream.range(0, columns.size())
        .mapToObj(column -> padded(cells.get(column), column))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private String padded(String cell, int column) {
    String padding = " ".repeat(Math.max(0, width(column) - length(cell)));
    return isNumeric(column) ? padding + cell : cell + padding;
  }

  private int width(int column) {
    int widest = rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    return Math.max(widest, length(columns.get(column)));
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream().allMatch(row -> row.get(column).matches("-?[0-9]+(\\.[0-9]+)?"));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** What came from elsewhere must not steer the terminal. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
  }
}
