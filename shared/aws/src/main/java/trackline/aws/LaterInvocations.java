package trackline.aws;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** Invocations of functions that nobody waits for: Lambda keeps the event, and tries again. */
public final class LaterInvocations {
  /** Lambda's answer once it keeps the event. */
  private static final int ACCEPTED = 202;

  private LaterInvocations() {}

  /**
   * Hands an event to a function; returns once Lambda keeps it.
   *
   * @throws IllegalStateException when something answers that all is well, and does not say that
   */
  public static void ask(LambdaClient lambda, String function, String event) {
    InvokeResponse response =
        lambda.invoke(
            request ->
                request
                    .functionName(function)
                    .invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String(event)));
    if (response.statusCode() != ACCEPTED) {
      throw new IllegalStateException("Lambda does not say that it keeps the event");
    }
  }
}
