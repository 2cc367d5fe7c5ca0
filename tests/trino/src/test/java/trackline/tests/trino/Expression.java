package trackline.tests.trino;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A line of expressions.txt.
 *
 * @param kind under which heading it stands
 * @param outcome what local does with it
 * @param name what the sentence of a refusal has
 * @param sql the expression, or a whole query
 */
record Expression(String kind, Outcome outcome, String name, String sql) {
  enum Outcome {
    EQUAL,
    REFUSED,
    ERROR
  }

  static List<Expression> all() {
    List<Expression> all = new ArrayList<>();
    String kind = "";
    for (String line : text().lines().filter(line -> !line.isBlank()).toList()) {
      if (line.startsWith("# ")) {
        kind = line.substring(2);
      } else {
        all.add(of(kind, line));
      }
    }
    return all;
  }

  private static Expression of(String kind, String line) {
    if (line.startsWith("error ")) {
      return new Expression(kind, Outcome.ERROR, "", line.substring("error ".length()));
    }
    if (line.startsWith("refused ")) {
      String[] parts = line.split(" ", 3);
      return new Expression(kind, Outcome.REFUSED, parts[1], parts[2]);
    }
    return new Expression(kind, Outcome.EQUAL, "", line);
  }

  boolean isQuery() {
    return sql.matches("(?s)(SELECT|WITH|VALUES) .*");
  }

  /** As a query over the few rows, in an order of their own. */
  String query() {
    return isQuery() ? sql : select(sql);
  }

  static String select(String expressions) {
    return "SELECT " + expressions + " FROM events ORDER BY event_id";
  }

  @Override
  public String toString() {
    return kind + ": " + outcome + " " + sql;
  }

  private static String text() {
    try (InputStream in = Expression.class.getResourceAsStream("expressions.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
