package trackline.bench;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An invocation that never comes to its time's end. */
final class LongInvocation implements Context {
  private String line = "";

  String line() {
    return line;
  }

  @Override
  public LambdaLogger getLogger() {
    return new LambdaLogger() {
      @Override
      public void log(String message) {
        line = message;
      }

      @Override
      public void log(byte[] message) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Override
  public int getRemainingTimeInMillis() {
    return (int) Duration.ofMinutes(15).toMillis();
  }

  @Override
  public String getAwsRequestId() {
    return "bench";
  }

  @Override
  public String getFunctionName() {
    return "importer";
  }

  @Override
  public String getFunctionVersion() {
    return "1";
  }

  @Override
  public String getInvokedFunctionArn() {
    return "importer";
  }

  @Override
  public String getLogGroupName() {
    return "bench";
  }

  @Override
  public String getLogStreamName() {
    return "bench";
  }

  @Override
  public int getMemoryLimitInMB() {
    return 512;
  }

  @Override
  public @Nullable CognitoIdentity getIdentity() {
    return null;
  }

  @Override
  public @Nullable ClientContext getClientContext() {
    return null;
  }
}
