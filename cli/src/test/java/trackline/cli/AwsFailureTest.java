package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

final class AwsFailureTest {

  /** A proxy between may answer in a form of its own: no code, no message, or no details at all. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "403, none, none, AWS does not allow it: status 403.",
        "403, none, Blocked by the proxy, AWS does not allow it: Blocked by the proxy.",
        "502, none, none, AWS cannot answer now: status 502.",
        "400, none, none, AWS answered: status 400.",
        "400, Odd, none, AWS answered: Odd.",
      })
  void anErrorWithoutACodeIsToldToo(
      int status, @Nullable String code, @Nullable String message, String said) {
    AwsErrorDetails details =
        AwsErrorDetails.builder().errorCode(code).errorMessage(message).build();

    CommandFailure failure = AwsFailure.of(failure(status, details));
    assertThat(failure.getMessage()).isEqualTo(said);
    assertThat(failure.advice()).isNotEmpty();
    assertThat(AwsFailure.of(failure(status, null)).getMessage()).contains("status " + status);
  }

  private static AwsServiceException failure(int status, @Nullable AwsErrorDetails details) {
    return AwsServiceException.builder().statusCode(status).awsErrorDetails(details).build();
  }
}
