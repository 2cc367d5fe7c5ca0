package trackline.engines.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;

/** Lambda's invocations and mappings of functions that run in this process. */
public final class LocalFunctions implements LambdaClient {
  private static final Logger log = LoggerFactory.getLogger(LocalFunctions.class);
  private static final Pattern NAME =
      Pattern.compile("(?:arn:aws:lambda:[^:]*:\\d*:function:)?([^:]+)(?::[^:]+)?");
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SYNCHRONOUS_BYTES = 6 * 1024 * 1024;
  private static final int ASYNCHRONOUS_BYTES = 1024 * 1024;

  /** Lambda tries an asynchronous event twice more after a function's error. */
  private static final int ASYNCHRONOUS_TRIES = 3;

  private final Map<String, Invoker> functions;
  private final MappingCalls mappings;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Phaser running = new Phaser(1);

  /** Takes the functions by name, and what makes mappings of them. */
  public LocalFunctions(Map<String, Invoker> functions, MappingCalls mappings) {
    this.functions = Map.copyOf(functions);
    this.mappings = mappings;
  }

  @Override
  public CreateEventSourceMappingResponse createEventSourceMapping(
      CreateEventSourceMappingRequest request) {
    return mappings.create(request);
  }

  @Override
  public ListEventSourceMappingsResponse listEventSourceMappings(
      ListEventSourceMappingsRequest request) {
    return mappings.list(request);
  }

  @Override
  public UpdateEventSourceMappingResponse updateEventSourceMapping(
      UpdateEventSourceMappingRequest request) {
    return mappings.update(request);
  }

  @Override
  public DeleteEventSourceMappingResponse deleteEventSourceMapping(
      DeleteEventSourceMappingRequest request) {
    return mappings.delete(request);
  }

  @Override
  public InvokeResponse invoke(InvokeRequest request) {
    Invoker function = function(request.functionName());
    byte[] event =
        request.payload() == null ? "{}".getBytes(UTF_8) : request.payload().asByteArray();
    return switch (type(request)) {
      case EVENT -> later(function, atMost(ASYNCHRONOUS_BYTES, event));
      case REQUEST_RESPONSE -> now(function, atMost(SYNCHRONOUS_BYTES, event));
      case DRY_RUN -> InvokeResponse.builder().statusCode(204).build();
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalArgumentException(request.invocationTypeAsString());
    };
  }

  /** Waits until every asynchronous event that was taken has been handled. */
  public void settle() {
    running.arriveAndAwaitAdvance();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    threads.close();
  }

  private static InvocationType type(InvokeRequest request) {
    return request.invocationTypeAsString() == null
        ? InvocationType.REQUEST_RESPONSE
        : request.invocationType();
  }

  private InvokeResponse now(Invoker function, byte[] event) {
    InvokeResponse.Builder response = InvokeResponse.builder().statusCode(200);
    try {
      return response
          .executedVersion("$LATEST")
          .payload(SdkBytes.fromByteArray(function.invoke(event)))
          .build();
    } catch (Exception e) {
      return response
          .functionError("Unhandled")
          .executedVersion("$LATEST")
          .payload(SdkBytes.fromByteArray(describe(e)))
          .build();
    }
  }

  private InvokeResponse later(Invoker function, byte[] event) {
    running.register();
    threads.execute(
        () -> {
          try {
            tryOften(function, event);
          } finally {
            running.arriveAndDeregister();
          }
        });
    return InvokeResponse.builder().statusCode(202).build();
  }

  private static void tryOften(Invoker function, byte[] event) {
    for (int attempt = 1; attempt <= ASYNCHRONOUS_TRIES; attempt++) {
      try {
        function.invoke(event);
        return;
      } catch (Exception e) {
        log.warn("An asynchronous event failed, try {} of {}", attempt, ASYNCHRONOUS_TRIES, e);
      }
    }
  }

  private Invoker function(String id) {
    Matcher matcher = NAME.matcher(id);
    Invoker function = matcher.matches() ? functions.get(matcher.group(1)) : null;
    if (function == null) {
      String message = "Function not found: " + id;
      throw ResourceNotFoundException.builder()
          .message(message)
          .statusCode(404)
          .awsErrorDetails(details("ResourceNotFoundException", message))
          .build();
    }
    return function;
  }

  private static byte[] atMost(int bytes, byte[] event) {
    if (event.length <= bytes) {
      return event;
    }
    String message =
        "Request must be smaller than %d bytes for the InvokeFunction operation".formatted(bytes);
    throw RequestTooLargeException.builder()
        .message(message)
        .statusCode(413)
        .awsErrorDetails(details("RequestTooLargeException", message))
        .build();
  }

  private static byte[] describe(Exception error) {
    try {
      return JSON.writeValueAsBytes(
          Map.of(
              "errorMessage", String.valueOf(error.getMessage()),
              "errorType", error.getClass().getName()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("Lambda")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
