package trackline.aws;

import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What is to be said of an error of the SDK: what may be logged of it, since its message may hold
 * values, and whether the same call may succeed later.
 */
public final class AwsErrors {
  private AwsErrors() {}

  /**
   * The service's code, status and request id, such as {@code AccessDeniedException 400 4K7…};
   * empty for an error that is none of AWS's.
   */
  public static String describe(Throwable error) {
    return switch (error) {
      case AwsServiceException answer ->
          code(answer) + " " + answer.statusCode() + " " + answer.requestId();
      case CompletionException wrapper when wrapper.getCause() != null ->
          describe(wrapper.getCause());
      default -> "";
    };
  }

  /**
   * Throttling, time-outs, broken connections (which the SDK may let through as they are) and the
   * service's own trouble pass; a wrong name or policy does not.
   */
  static boolean mayPass(RuntimeException e) {
    return !(e instanceof AwsServiceException answer)
        || answer.isThrottlingException()
        || answer.statusCode() >= 500;
  }

  private static String code(AwsServiceException answer) {
    return answer.awsErrorDetails() == null ? "" : answer.awsErrorDetails().errorCode();
  }
}
