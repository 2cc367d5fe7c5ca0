package trackline.aws;

import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What may be logged of an error that AWS answered: its messages may hold values, these do not. */
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

  private static String code(AwsServiceException answer) {
    return answer.awsErrorDetails() == null ? "" : answer.awsErrorDetails().errorCode();
  }
}
