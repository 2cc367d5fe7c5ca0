package trackline.cli;

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
