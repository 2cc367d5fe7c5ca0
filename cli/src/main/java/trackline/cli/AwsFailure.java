package trackline.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What an error of the AWS SDK means, in a sentence, and what to do about it. */
final class AwsFailure {
  private static final Pattern EXPIRED = Pattern.compile(".*Expired.*");
  private static final Pattern UNKNOWN_KEY =
      Pattern.compile(
          "UnrecognizedClient.*|InvalidClientTokenId|InvalidAccessKeyId|InvalidSignature.*"
              + "|SignatureDoesNotMatch|IncompleteSignature.*|MissingAuthenticationToken.*");
  private static final Pattern DENIED =
      Pattern.compile("AccessDenied.*|NotAuthorized.*|UnauthorizedOperation|KMS.*AccessDenied.*");
  private static final Pattern BUSY = Pattern.compile(".*Throttl.*|TooManyRequests.*|SlowDown");

  private static final String SIGN_IN =
      "Sign in with the AWS CLI (`aws configure` or `aws sso login`), or name a profile of it by"
          + " AWS_PROFILE.";

  private AwsFailure() {}

  static CommandFailure of(SdkException e) {
    return e instanceof AwsServiceException answer ? refused(answer) : unasked(e);
  }

  private static CommandFailure refused(AwsServiceException e) {
    String code = code(e).orElse("");
    String said = said(e);
    if (EXPIRED.matcher(code).matches()) {
      return new CommandFailure("The AWS credentials have expired.", SIGN_IN);
    } else if (UNKNOWN_KEY.matcher(code).matches()) {
      return new CommandFailure("AWS does not know these credentials (" + code + ").", SIGN_IN);
    } else if (DENIED.matcher(code).matches() || e.statusCode() == 403) {
      return new CommandFailure(
          "AWS does not allow it: " + said,
          "Ask for this right, or name another profile by AWS_PROFILE.");
    } else if (code.equals("NoSuchBucket")) {
      return new CommandFailure(
          "There is no such bucket.", "Are account, region and the bucket's name right?");
    } else if (BUSY.matcher(code).matches() || e.statusCode() >= 500) {
      return new CommandFailure("AWS cannot answer now: " + said, "Try again in a moment.");
    }
    return new CommandFailure(
        "AWS answered: " + said, "Are account (AWS_PROFILE), region (AWS_REGION) and names right?");
  }

  private static String said(AwsServiceException e) {
    String text = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    return text == null || text.isBlank()
        ? code(e).orElse("status " + e.statusCode()) + "."
        : sentence(text);
  }

  /** A proxy between may answer in a form of its own, which names none. */
  private static Optional<String> code(AwsServiceException e) {
    return Optional.ofNullable(e.awsErrorDetails()).map(AwsErrorDetails::errorCode);
  }

  /** No service has answered: credentials, region or the network are missing. */
  private static CommandFailure unasked(SdkException e) {
    String text = String.valueOf(e.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("unable to load region")) {
      return new CommandFailure(
          "No AWS region is set.", "Name one: by AWS_REGION, or `aws configure set region`.");
    } else if (lower.contains("service module must be on the class path")) {
      return new CommandFailure(
          "The profile signs in by SSO, which trackline cannot do itself.",
          "Let the AWS CLI do it: `eval \"$(aws configure export-credentials --format env)\"`.");
    } else if (lower.contains("profile") && !lower.contains("providers in the chain")) {
      return new CommandFailure(
          sentence(text), "`aws configure list-profiles` lists the profiles.");
    } else if (lower.contains("credentials")) {
      return new CommandFailure("There are no AWS credentials.", SIGN_IN);
    }
    @Nullable Throwable network = network(e);
    return network == null
        ? new CommandFailure("AWS cannot be asked: " + sentence(text), SIGN_IN)
        : new CommandFailure(
            "AWS cannot be reached: "
                + network.getClass().getSimpleName()
                + " "
                + network.getMessage(),
            "Is there a network, and is the region right?");
  }

  private static @Nullable Throwable network(Throwable e) {
    @Nullable Throwable cause = e;
    while (cause != null && !(cause instanceof IOException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The first sentence of a message, on one line. */
  private static String sentence(String text) {
    String line = text.replaceAll("\\s+", " ").strip().replaceFirst("(?<=[a-z')])\\. .*$", ".");
    return line.endsWith(".") ? line : line + ".";
  }
}
