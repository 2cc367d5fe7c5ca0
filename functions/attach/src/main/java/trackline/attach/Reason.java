package trackline.attach;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Why a call failed, in a service's own words where it was the service that refused it. */
final class Reason {
  private Reason() {}

  static String of(SdkException e) {
    return e instanceof AwsServiceException refused && refused.awsErrorDetails() != null
        ? refused.awsErrorDetails().errorMessage()
        : String.valueOf(e.getMessage());
  }
}
