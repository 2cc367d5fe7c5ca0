package trackline.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import trackline.tests.faults.FaultyAws.Reply;
import trackline.tests.faults.FaultyAws.Service;

/** Engines of this process, spoken with in the JSON of AWS. */
final class InProcess {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MILLIS = 1_000;

  private InProcess() {}

  static Service athena(AthenaClient athena) {
    return request -> {
      JsonNode asked = JSON.readTree(request.body());
      String id = asked.path("QueryExecutionId").textValue();
      return answer(
          switch (request.call()) {
            case "StartQueryExecution" ->
                () ->
                    athena.startQueryExecution(
                        start ->
                            start
                                .queryString(asked.path("QueryString").textValue())
                                .executionParameters(parameters(asked))
                                .clientRequestToken(asked.path("ClientRequestToken").textValue())
                                .workGroup(asked.path("WorkGroup").textValue()));
            case "GetQueryExecution" ->
                () -> athena.getQueryExecution(get -> get.queryExecutionId(id));
            case "GetQueryResults" ->
                () ->
                    athena.getQueryResults(
                        get ->
                            get.queryExecutionId(id)
                                .nextToken(asked.path("NextToken").textValue()));
            case "StopQueryExecution" ->
                () -> athena.stopQueryExecution(stop -> stop.queryExecutionId(id));
            default -> throw new IllegalArgumentException(request.call());
          });
    };
  }

  static Service logs(CloudWatchLogsClient logs) {
    return request -> {
      JsonNode asked = JSON.readTree(request.body());
      String id = asked.path("queryId").textValue();
      return answer(
          switch (request.call()) {
            case "StartQuery" ->
                () ->
                    logs.startQuery(
                        start ->
                            start
                                .logGroupNames(groups(asked))
                                .startTime(asked.path("startTime").longValue())
                                .endTime(asked.path("endTime").longValue())
                                .queryString(asked.path("queryString").textValue())
                                .limit(asked.path("limit").intValue()));
            case "GetQueryResults" -> () -> logs.getQueryResults(get -> get.queryId(id));
            case "StopQuery" -> () -> logs.stopQuery(stop -> stop.queryId(id));
            default -> throw new IllegalArgumentException(request.call());
          });
    };
  }

  private static List<String> groups(JsonNode asked) {
    return asked.has("logGroupName")
        ? List.of(asked.path("logGroupName").textValue())
        : texts(asked.path("logGroupNames"));
  }

  /** None at all where a query has none: an empty list is another request than no list. */
  private static @Nullable List<String> parameters(JsonNode asked) {
    return asked.has("ExecutionParameters") ? texts(asked.path("ExecutionParameters")) : null;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }

  private static Reply answer(Supplier<? extends SdkPojo> call) {
    try {
      return Reply.json(200, json(call.get()).toString());
    } catch (AwsServiceException e) {
      ObjectNode refusal = JSON.createObjectNode().put("__type", e.getClass().getSimpleName());
      return Reply.json(400, refusal.put("message", "refused").toString());
    }
  }

  private static JsonNode json(@Nullable Object value) {
    return switch (value) {
      case null -> JsonNodeFactory.instance.nullNode();
      case SdkPojo pojo -> members(pojo);
      case Collection<?> list -> {
        var array = JSON.createArrayNode();
        list.forEach(one -> array.add(json(one)));
        yield array;
      }
      case Instant time -> JsonNodeFactory.instance.numberNode(time.toEpochMilli() / MILLIS);
      default -> JSON.valueToTree(value);
    };
  }

  private static JsonNode members(SdkPojo pojo) {
    ObjectNode members = JSON.createObjectNode();
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = field.getValueOrDefault(pojo);
      if (value != null) {
        members.set(field.locationName(), json(value));
      }
    }
    return members;
  }
}
