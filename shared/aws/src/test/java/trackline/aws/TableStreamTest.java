package trackline.aws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

class TableStreamTest {
  private static final StreamArn STREAM =
      StreamArn.parse("arn:aws:dynamodb:us-east-1:1:table/orders/stream/2026-11-20T12:00:00.000")
          .orElseThrow();

  /** Something in between answers that all is well. */
  @Test
  void anAnswerThatDescribesNothingIsAnError() {
    assertThatThrownBy(() -> TableStream.find(new EmptyTables(), "orders"))
        .isInstanceOf(SdkClientException.class)
        .hasMessage("DynamoDB's answer describes no table");
    assertThatThrownBy(() -> TableStream.find(new EmptyStreams(), STREAM))
        .isInstanceOf(SdkClientException.class)
        .hasMessage("DynamoDB's answer describes no stream");
  }

  private static final class EmptyTables implements DynamoDbClient {
    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
      return DescribeTableResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static final class EmptyStreams implements DynamoDbStreamsClient {
    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
      return DescribeStreamResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
