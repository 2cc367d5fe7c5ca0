package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import trackline.engines.lambda.MappingCalls;
import trackline.tests.faults.FaultyAws.Reply;
import trackline.tests.faults.FaultyAws.Service;

/** Engines of this process, spoken with in the JSON of AWS. */
final class InProcess {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper POJOS =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
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
                                .executionParameters(executionParameters(asked))
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
  private static @Nullable List<String> executionParameters(JsonNode asked) {
    return asked.has("ExecutionParameters") ? texts(asked.path("ExecutionParameters")) : null;
  }

  /** EventBridge, as far as functions put events on it. */
  static Service events(EventBridgeClient eventBridge) {
    return request -> {
      PutEventsRequest asked =
          pojo(request.body(), PutEventsRequest.serializableBuilderClass()).build();
      return answer(() -> eventBridge.putEvents(asked));
    };
  }

  /** Lambda's calls about event source mappings, which are told by their method. */
  static Service mappings(MappingCalls mappings) {
    return request -> {
      String path = request.uri().getPath();
      String uuid = path.substring(path.lastIndexOf('/') + 1);
      return switch (request.method()) {
        case "GET" -> {
          Map<String, String> asked = queryOf(request.uri());
          yield rest(
              200,
              () ->
                  mappings.list(
                      ListEventSourceMappingsRequest.builder()
                          .functionName(asked.get("FunctionName"))
                          .eventSourceArn(asked.get("EventSourceArn"))
                          .build()));
        }
        case "POST" -> {
          var asked =
              pojo(request.body(), CreateEventSourceMappingRequest.serializableBuilderClass());
          yield rest(202, () -> mappings.create(asked.build()));
        }
        case "PUT" -> {
          var asked =
              pojo(request.body(), UpdateEventSourceMappingRequest.serializableBuilderClass());
          yield rest(202, () -> mappings.update(asked.uuid(uuid).build()));
        }
        case "DELETE" ->
            rest(
                202,
                () ->
                    mappings.delete(DeleteEventSourceMappingRequest.builder().uuid(uuid).build()));
        default -> throw new IllegalArgumentException(request.method());
      };
    };
  }

  private static Map<String, String> queryOf(URI uri) {
    Map<String, String> parameters = new HashMap<>();
    for (String one : uri.getRawQuery().split("&", -1)) {
      String[] parts = one.split("=", 2);
      parameters.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
    }
    return parameters;
  }

  /** The SDK's own builder of a request, filled by the members of its JSON. */
  private static <B> B pojo(byte[] json, Class<B> builder) throws IOException {
    return POJOS.readValue(json, builder);
  }

  private static Reply rest(int status, Supplier<? extends SdkPojo> call) {
    try {
      return Reply.json(status, json(call.get()).toString());
    } catch (AwsServiceException e) {
      ObjectNode refusal = JSON.createObjectNode().put("Message", e.getMessage());
      return new Reply(
          e.statusCode(),
          Map.of(
              "Content-Type", "application/json", "X-Amzn-ErrorType", e.getClass().getSimpleName()),
          refusal.toString().getBytes(UTF_8));
    }
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
