package trackline.audit;

import java.util.List;

/**
 * The errors of a call that was not allowed: the one list, from which the questions are made and
 * which the tests hold against the alarm.
 */
public final class Denials {

  private static final List<String> ERRORS =
      List.of(
          "Denied",
          "Unauthorized",
          "NotAuthorized",
          "UnrecognizedClient",
          "InvalidSignature",
          "IncompleteSignature",
          "MissingAuthenticationToken",
          "ExpiredToken");

  private Denials() {}

  /** A part of each error's code, which tells it from errors of other kinds. */
  public static List<String> errors() {
    return ERRORS;
  }

  /** The parts as alternatives of an expression. */
  public static String alternatives() {
    return String.join("|", ERRORS);
  }
}
