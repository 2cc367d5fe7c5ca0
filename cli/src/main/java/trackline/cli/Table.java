package trackline.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of text in aligned columns, numbers to the right. Where there is no room for the columns, a
 * row is a block of lines, one a value.
 */
final class Table {

  private static final String GAP = "  ";

  /** No column of words gets narrower. */
  private static final int LEAST = 6;

  /** What is left of the header of a column of numbers: less says nothing. */
  private static final int LEAST_OF_A_HEADER = 5;

  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();
  private final Set<String> spare = new HashSet<>();

  Table(String... columns) {
    this(Arrays.asList(columns));
  }

  Table(List<String> columns) {
    this.columns = columns;
  }

  /** Names a column that is left out first where there is no room for all. */
  Table spare(String column) {
    spare.add(column);
    return this;
  }

  Table row(String... cells) {
    return row(Arrays.asList(cells));
  }

  Table row(List<String> cells) {
    rows.add(cells.stream().map(Words::printable).toList());
    return this;
  }

  /**
   * A table as lines.
   *
   * @param isWhole whether each line has all of its row
   */
  record Lines(List<String> lines, boolean isWhole) {}

  /**
   * The header and the rows, or the blocks, as lines without trailing blanks.
   *
   * @param room the most columns of a line; 0 for no bound
   */
  Lines lines(int room) {
    Layout layout = new Layout();
    boolean isWhole = room <= 0 || layout.total() <= room;
    if (!isWhole) {
      layout.fit(room);
      if (layout.total() > room) {
        return blocks(room);
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(layout.line(columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList()));
    rows.forEach(row -> lines.add(layout.line(row)));
    return new Lines(lines, isWhole);
  }

  /** Each row as a block of lines with a name and a value; what is empty is left out. */
  private Lines blocks(int room) {
    int names = columns.stream().mapToInt(Words::width).max().orElse(0);
    int values = Math.max(LEAST, room - names - GAP.length());
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.addAll(lines.isEmpty() ? List.of() : List.of(""));
      lines.addAll(block(row, names, values));
    }
    boolean isWhole =
        rows.stream().flatMap(List::stream).allMatch(value -> Words.width(value) <= values);
    return new Lines(lines, isWhole);
  }

  private List<String> block(List<String> row, int names, int values) {
    return IntStream.range(0, columns.size())
        .filter(column -> !row.get(column).isEmpty())
        .mapToObj(
            column -> {
              String name = columns.get(column).toUpperCase(Locale.ROOT);
              String padding = " ".repeat(names - Words.width(name));
              return name + padding + GAP + Words.cut(row.get(column), values);
            })
        .toList();
  }

  /** Which columns are shown, and how wide. */
  private final class Layout {
    private final List<Integer> shown =
        new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
    private final int[] widths =
        IntStream.range(0, columns.size())
            .map(column -> Math.max(content(column), Words.width(columns.get(column))))
            .toArray();

    int total() {
      return shown.stream().mapToInt(column -> widths[column]).sum()
          + GAP.length() * Math.max(0, shown.size() - 1);
    }

    void fit(int room) {
      for (int column = 0; column < columns.size() && total() > room; column++) {
        if (spare.contains(columns.get(column)) || isSaidBy(column)) {
          shown.remove(Integer.valueOf(column));
        }
      }
      while (total() > room && narrowed()) {}
    }

    /** Takes a place from the widest column that can spare one; whether there was any. */
    private boolean narrowed() {
      int widest =
          shown.stream()
              .filter(column -> widths[column] > least(column))
              .reduce((a, b) -> widths[b] > widths[a] ? b : a)
              .orElse(-1);
      if (widest < 0) {
        return false;
      }
      widths[widest]--;
      return true;
    }

    String line(List<String> cells) {
      return shown.stream()
          .map(column -> padded(Words.cut(cells.get(column), widths[column]), column))
          .collect(Collectors.joining(GAP))
          .stripTrailing();
    }

    private String padded(String cell, int column) {
      String padding = " ".repeat(Math.max(0, widths[column] - Words.width(cell)));
      return isNumeric(column) ? padding + cell : cell + padding;
    }
  }

  private int content(int column) {
    return rows.stream().mapToInt(row -> Words.width(row.get(column))).max().orElse(0);
  }

  /** A number or a time that is cut is another one; their headers may be cut. */
  private int least(int column) {
    return isNumeric(column) || all(column, "\\d{4}-\\d\\d-\\d\\d.*")
        ? Math.max(content(column), Math.min(LEAST_OF_A_HEADER, Words.width(columns.get(column))))
        : LEAST;
  }

  /** Whether a column of words says nothing that another one does not say where it is not cut. */
  private boolean isSaidBy(int column) {
    return !isNumeric(column)
        && IntStream.range(0, columns.size())
            .filter(other -> other != column && !isNumeric(other))
            .anyMatch(
                other ->
                    rows.stream().allMatch(row -> isSaidBy(row.get(column), row.get(other)))
                        && content(other) > content(column));
  }

  private static boolean isSaidBy(String value, String other) {
    return Words.isCutAtItsBeginning(other) ? other.endsWith(value) : other.startsWith(value);
  }

  private boolean isNumeric(int column) {
    return all(column, "-?[0-9]+(\\.[0-9]+)?");
  }

  private boolean all(int column, String form) {
    return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches(form));
  }
}
