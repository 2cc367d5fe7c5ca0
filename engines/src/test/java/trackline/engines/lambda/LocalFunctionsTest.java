package trackline.engines.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

final class LocalFunctionsTest {
  private final AtomicInteger failures = new AtomicInteger();
  private final LocalFunctions client =
      new LocalFunctions(Map.of("echo", event -> event, "fail", event -> fail()), new NoMappings());

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void answersWithWhatTheFunctionAnswers() {
    InvokeResponse response =
        client.invoke(r -> r.functionName("echo:live").payload(SdkBytes.fromUtf8String("{}")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.payload().asUtf8String()).isEqualTo("{}");
  }

  @Test
  void tellsAFunctionsError() {
    InvokeResponse response =
        client.invoke(
            r -> r.functionName("arn:aws:lambda:us-east-1:000000000000:function:fail:live"));

    assertThat(response.functionError()).isEqualTo("Unhandled");
    assertThat(response.payload().asString(UTF_8)).contains("no luck");
  }

  @Test
  void triesAnAsynchronousEventThreeTimes() {
    InvokeResponse response =
        client.invoke(r -> r.functionName("fail").invocationType(InvocationType.EVENT));
    client.settle();

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(failures).hasValue(3);
  }

  @Test
  void doesNotKnowAnotherFunction() {
    assertThatThrownBy(() -> client.invoke(r -> r.functionName("other")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  private byte[] fail() {
    failures.incrementAndGet();
    throw new IllegalStateException("no luck");
  }
}
