package trackline.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.mapping.EventSourceMapping;
import trackline.engines.mapping.MappingSettings;
import trackline.engines.mapping.Timing;
import trackline.engines.template.FunctionSpec;
import trackline.engines.template.Trigger;

/** Starts event source mappings as the template describes them. */
final class Mappings {
  private static final int NO_LIMIT = -1;

  private Mappings() {}

  static EventSourceMapping start(
      LocalFunction function, Trigger.Stream stream, Engines engines, Path folder)
      throws IOException {
    DynamoDbClient dynamoDb = engines.dynamoDb().client();
    return EventSourceMapping.start(
        settings(function.spec(), stream),
        () -> dynamoDb.describeTable(r -> r.tableName(stream.table())).table().latestStreamArn(),
        engines.dynamoDb().streams(),
        engines.s3().client(),
        function,
        folder,
        Timing.ordinary());
  }

  private static MappingSettings settings(FunctionSpec function, Trigger.Stream stream) {
    JsonNode mapping = stream.mapping();
    return new MappingSettings(
        function.logName() + "-" + stream.table(),
        "arn:aws:lambda:us-east-1:000000000000:function:" + function.logicalId(),
        mapping.path("BatchSize").asInt(),
        Duration.ofSeconds(mapping.path("MaximumBatchingWindowInSeconds").asLong()),
        texts(mapping.path("FilterCriteria").path("Filters"), "Pattern"),
        mapping.path("FunctionResponseTypes").toString().contains("ReportBatchItemFailures"),
        mapping.path("BisectBatchOnFunctionError").asBoolean(),
        mapping.path("MaximumRetryAttempts").asInt(NO_LIMIT),
        seconds(mapping.path("MaximumRecordAgeInSeconds")),
        text(mapping.path("DestinationConfig").path("OnFailure").path("Destination")));
  }

  private static List<String> texts(JsonNode array, String member) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.path(member).asText()));
    return texts;
  }

  private static Optional<Duration> seconds(JsonNode value) {
    return value.asLong(NO_LIMIT) == NO_LIMIT
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(value.asLong()));
  }

  private static Optional<String> text(JsonNode value) {
    return value.isMissingNode() ? Optional.empty() : Optional.of(value.asText());
  }
}
