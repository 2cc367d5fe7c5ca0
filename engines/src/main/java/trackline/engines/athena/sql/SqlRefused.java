package trackline.engines.athena.sql;

import java.io.Serial;
import java.sql.SQLException;

/** SQL that Athena would not take either, or that local does not run. The message says which. */
public final class SqlRefused extends SQLException {
  @Serial private static final long serialVersionUID = 1L;

  private SqlRefused(String message) {
    super(message);
  }

  /** Whether it is said of the SQL as it stands, and not of a value that the query met. */
  public boolean isOfTheText() {
    return String.valueOf(getMessage())
        .matches("(?s)(SYNTAX_ERROR|TYPE_MISMATCH|NOT_SUPPORTED): .*");
  }

  /** For SQL that is none to Athena. */
  static SqlRefused syntax(String message) {
    return new SqlRefused("SYNTAX_ERROR: " + message);
  }

  /** For values whose types do not go together, to Athena neither. */
  static SqlRefused types(String message) {
    return new SqlRefused("TYPE_MISMATCH: " + message);
  }

  /** For what is right on Athena, and would answer otherwise here or not at all. */
  static SqlRefused notLocal(String where, String what) {
    return new SqlRefused("NOT_SUPPORTED: " + where + what);
  }

  /** For an error that Athena gives as well, while the query runs. */
  static SqlRefused failure(String message) {
    return new SqlRefused(message);
  }
}
