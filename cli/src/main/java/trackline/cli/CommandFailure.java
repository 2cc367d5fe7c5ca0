package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/** Why a command did not do what it should, and what to do about it. */
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String message;
  private final String advice;
  private final int status;

  CommandFailure(String message, String advice) {
    this(message, advice, 0);
  }

  CommandFailure(String message, String advice, int status) {
    super(message);
    this.message = message;
    this.advice = advice;
    this.status = status;
  }

  /**
   * A name that nothing has.
   *
   * @param kind what it was taken for
   * @param known all that there are, as a list of the API has them
   */
  static CommandFailure unknown(String kind, String name, JsonNode known) {
    String names =
        known.valueStream().map(one -> one.path("name").asText()).collect(Collectors.joining(", "));
    return new CommandFailure("There is no " + kind + " " + name + ".", "There are " + names + ".");
  }

  @Override
  public String getMessage() {
    return message;
  }

  String advice() {
    return advice;
  }

  /** The HTTP status that was answered; 0 where nothing was. */
  int status() {
    return status;
  }
}
