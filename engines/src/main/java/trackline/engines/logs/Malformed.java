package trackline.engines.logs;

/** A query of a form that is not known here. */
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Malformed(String where) {
    super("The query is malformed, or is none of those that are translated here: " + where);
  }
}
