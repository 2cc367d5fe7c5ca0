package trackline.attach;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.time.Clock;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import trackline.aws.Backoff;
import trackline.aws.StackAnswers;

/** Attach as AWS runs it, but for its waiting, which a test keeps. */
public record AttachInTime(
    DynamoDbClient dynamoDb,
    DynamoDbStreamsClient streams,
    LambdaClient lambda,
    EventBridgeClient eventBridge,
    SdkHttpClient http,
    Backoff.Sleeper sleeper) {

  /**
   * A function that has just started.
   *
   * @param clock tells how old streams are
   */
  public RequestStreamHandler handler(Map<String, String> environment, Clock clock) {
    return new AttachHandler(
        AttachHandler.attachments(
            Settings.of(environment), dynamoDb, streams, lambda, eventBridge, clock),
        new StackAnswers(http),
        sleeper);
  }
}
