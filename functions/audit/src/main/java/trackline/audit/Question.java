package trackline.audit;

import java.util.List;

/**
 * A question to the trail, in the languages of its two engines.
 *
 * @param name the question in paths and files, for example {@code deletes}
 * @param title the question for a reader
 * @param columns the names of the answer's columns
 * @param parameters what the SQL's question marks stand for, in their order
 * @param sql the question for Athena
 * @param insights the question for Logs Insights, with placeholders {@code ${…}}
 */
record Question(
    String name,
    String title,
    List<String> columns,
    List<String> parameters,
    String sql,
    String insights) {

  /** The parameters of a call that only this question has, the one that it needs first. */
  List<String> asks() {
    if (parameters.contains("principal")) {
      return List.of("principal");
    }
    return parameters.contains("key") ? List.of("key", "key_name") : List.of();
  }

  /** The parameter of a call that narrows this question to one place. */
  String place() {
    return parameters.contains("bucket") ? "bucket" : "table";
  }
}
