package trackline.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import trackline.sql.QueryFile;

/** The catalogue of questions, in the order in which they are listed. */
final class Questions {

  /** What questions have in common, the outer ones first. */
  private static final List<String> PARTS = List.of("calls", "objects", "who", "window");

  private static final List<Question> ALL =
      Stream.of(
              "calls_by_region",
              "deletes",
              "writes",
              "reads",
              "denied",
              "principal",
              "key_history",
              "object_reads",
              "object_writes",
              "object_deletes",
              "object_denied")
          .map(Questions::load)
          .toList();

  private static final Map<String, Question> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Question::name, Function.identity()));

  private Questions() {}

  public static List<Question> all() {
    return ALL;
  }

  /** The question of a name, if it is on the list. */
  public static Optional<Question> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static Question load(String name) {
    QueryFile sql = file(name + ".sql");
    return new Question(
        name,
        sql.header("title"),
        sql.list("columns"),
        sql.list("parameters"),
        query(name, ".sql"),
        query(name, ".insights"));
  }

  /**
   * A question in one of its languages, with the files and verbs that it mentions in their places.
   */
  private static String query(String name, String ending) {
    String text = file(name + ending).statement();
    for (String part : PARTS) {
      String mention = "${" + part + "}";
      if (text.contains(mention)) {
        text = text.replace(mention, file(part + ending).statement());
      }
    }
    return text.replace("${reads}", Effect.READ.alternatives())
        .replace("${writes}", Effect.WRITE.alternatives())
        .replace("${deletes}", Effect.DELETE.alternatives())
        .replace("${known}", Effect.known())
        .replace("${denials}", Denials.alternatives());
  }

  private static QueryFile file(String name) {
    return QueryFile.load(Questions.class, name);
  }
}
