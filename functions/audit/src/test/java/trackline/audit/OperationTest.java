package trackline.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import trackline.engines.trail.Operation;

class OperationTest {

  /** A call that the SDK gains must be put on the list, which the questions are made of. */
  @Test
  void theListHasEveryCallOfTheSdk() {
    Set<String> sdk =
        Stream.of(DynamoDbClient.class, DynamoDbStreamsClient.class)
            .flatMap(client -> Arrays.stream(client.getMethods()))
            .filter(OperationTest::isCall)
            .map(method -> method.getName())
            .map(name -> Character.toUpperCase(name.charAt(0)) + name.substring(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(sdk).hasSizeGreaterThan(50);
    assertThat(Arrays.stream(Effect.values()).flatMap(effect -> effect.calls().stream()))
        .containsAll(sdk);
  }

  private static boolean isCall(Method method) {
    return method.getParameterCount() == 1
        && AwsRequest.class.isAssignableFrom(method.getParameterTypes()[0])
        && !method.getName().endsWith("Paginator");
  }

  /** What touches items is recorded here, and nothing else is. */
  @Test
  void whatTouchesItemsIsRecorded() {
    Set<String> calls =
        Stream.of(Effect.READ, Effect.WRITE, Effect.DELETE)
            .flatMap(effect -> effect.calls().stream())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(Arrays.stream(Operation.values()).map(Operation::eventName))
        .containsExactlyInAnyOrderElementsOf(calls);
    assertThat(Stream.of(Effect.STREAM, Effect.MANAGEMENT))
        .flatExtracting(Effect::calls)
        .doesNotContainAnyElementsOf(calls);
    assertThat(List.of("GetRecords", "GetShardIterator")).allMatch(Effect.STREAM.calls()::contains);
  }
}
