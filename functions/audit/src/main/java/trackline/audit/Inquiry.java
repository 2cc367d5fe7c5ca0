package trackline.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A question with what it is asked about.
 *
 * @param place the only table or bucket asked for
 * @param subject whose calls, or which key's
 */
record Inquiry(
    Question question, Window window, Optional<String> place, Optional<Subject> subject) {

  /** Whom or what a question is about. */
  sealed interface Subject {

    /** A caller, by any name that its calls bear. */
    record Principal(String id) implements Subject {}

    /** An item's key, or a part of it. */
    record Key(String name, String value) implements Subject {}
  }

  /** The values of the SQL's question marks, as literals in their order. */
  List<String> literals() {
    return question.parameters().stream().map(this::value).map(Inquiry::quoted).toList();
  }

  private String value(String parameter) {
    return switch (parameter) {
      case "first_day" -> window.firstDay();
      case "last_day" -> window.lastDay();
      case "from" -> window.from().toString();
      case "to" -> window.to().toString();
      case "table" -> tablePattern(Dialect.ATHENA);
      case "bucket" -> bucketPattern(Dialect.ATHENA);
      case "principal", "key" -> subjectPattern(Dialect.ATHENA);
      default -> throw new IllegalStateException(question.name() + " has the unknown " + parameter);
    };
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** The question's whole text for Logs Insights. */
  String insights() {
    Map<String, String> values =
        Map.of(
            "${from}", window.from().toString(),
            "${to}", window.to().toString(),
            "${table}", tablePattern(Dialect.INSIGHTS),
            "${bucket}", bucketPattern(Dialect.INSIGHTS),
            "${principal}", subjectPattern(Dialect.INSIGHTS),
            "${key}", subjectPattern(Dialect.INSIGHTS));
    String text = question.insights();
    for (Map.Entry<String, String> value : values.entrySet()) {
      // No value holds a placeholder: a dollar sign stands in it by its number.
      text = text.replace(value.getKey(), value.getValue());
    }
    return text;
  }

  /** The table's own name, or the ARNs of a call that does not tell which of its tables it is. */
  private String tablePattern(Dialect dialect) {
    String slash = dialect.character('/');
    return place
        .map(name -> "(^|:table" + slash + ")" + dialect.literal(name) + "($|[\" " + slash + "])")
        .orElse("^");
  }

  private String bucketPattern(Dialect dialect) {
    return place.map(name -> "^" + dialect.literal(name) + "$").orElse("^");
  }

  private String subjectPattern(Dialect dialect) {
    return subject
        .map(
            found ->
                switch (found) {
                  case Subject.Principal(String id) -> "(^| )" + dialect.literal(id) + "( |$)";
                  case Subject.Key(String name, String value) ->
                      KeyPattern.of(name, value, dialect);
                })
        .orElse("^");
  }
}
