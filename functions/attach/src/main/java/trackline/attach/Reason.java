package trackline.attach;

import java.util.Objects;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Why a call failed, in a service's own words where it was the service that refused it. */
final class Reason {
  /** Classes, places and counts, which are for the log. */
  private static final Pattern IN_BRACKETS = Pattern.compile(" \\(.*", Pattern.DOTALL);

  private Reason() {}

  static String of(RuntimeException e) {
    return switch (e) {
      case AwsServiceException refused when refused.awsErrorDetails() != null -> words(refused);
      case SdkException failed -> IN_BRACKETS.matcher(failed.getMessage()).replaceFirst("");
      default -> "an answer could not be read";
    };
  }

  private static String words(AwsServiceException refused) {
    AwsErrorDetails details = refused.awsErrorDetails();
    return Objects.requireNonNullElseGet(
        details.errorMessage(), () -> details.serviceName() + " answered " + refused.statusCode());
  }
}
