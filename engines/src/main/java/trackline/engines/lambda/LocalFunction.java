package trackline.engines.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import trackline.engines.template.FunctionSpec;

/**
 * A function of the stack in this process: its handler, made by its second constructor with local
 * clients, takes bytes and answers bytes as it does on Lambda.
 */
public final class LocalFunction implements Invoker {
  private final FunctionSpec spec;
  private final RequestStreamHandler handler;
  private final FunctionLog log;

  /**
   * Makes the handler that the template names.
   *
   * @param services what its constructor may ask for, found by type
   */
  public LocalFunction(FunctionSpec spec, List<Object> services, Path logs) {
    this.spec = spec;
    this.handler = stream(instance(spec, services));
    this.log = new FunctionLog(logs, spec.logName());
  }

  public FunctionSpec spec() {
    return spec;
  }

  @Override
  public byte[] invoke(byte[] event) throws FunctionFailure {
    return invoke(event, UUID.randomUUID());
  }

  /**
   * Invokes it under a request id.
   *
   * @param requestId the same where an event is handed over again
   */
  public byte[] invoke(byte[] event, UUID requestId) throws FunctionFailure {
    Instant deadline = Instant.now().plus(spec.timeout());
    Context context = new LocalContext(spec.logicalId(), requestId.toString(), deadline, log);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      handler.handleRequest(new ByteArrayInputStream(event), out, context);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      log.log("ERROR " + e.getClass().getName() + ": " + e.getMessage() + "\n");
      throw new FunctionFailure(spec.logicalId(), e);
    }
    return out.toByteArray();
  }

  /** An invocation that ended in an exception. */
  public static final class FunctionFailure extends Exception {
    private static final long serialVersionUID = 1L;

    FunctionFailure(String function, Throwable cause) {
      super(function + " failed", cause);
    }
  }

  private static Object instance(FunctionSpec spec, List<Object> services) {
    try {
      Constructor<?> constructor = wiring(Class.forName(spec.handlerClass()));
      Object[] arguments =
          Arrays.stream(constructor.getParameters())
              .map(parameter -> argument(parameter, spec, services))
              .toArray();
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(spec.logicalId() + " does not start", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "The template's handler " + spec.handlerClass() + " cannot be made", e);
    }
  }

  private static Constructor<?> wiring(Class<?> handler) throws NoSuchMethodException {
    return Arrays.stream(handler.getConstructors())
        .filter(constructor -> constructor.getParameterCount() > 0)
        .findFirst()
        .orElseThrow(
            () -> new NoSuchMethodException(handler + " has no constructor that takes clients"));
  }

  private static Object argument(Parameter parameter, FunctionSpec spec, List<Object> services) {
    if (parameter.getType() == Map.class) {
      return spec.environment();
    }
    return services.stream()
        .filter(parameter.getType()::isInstance)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    spec.logicalId() + " asks for a " + parameter.getType() + ", unknown here"));
  }

  private static RequestStreamHandler stream(Object handler) {
    return switch (handler) {
      case RequestStreamHandler stream -> stream;
      case RequestHandler<?, ?> typed -> typed(typed);
      default -> throw new IllegalStateException(handler.getClass() + " is no handler");
    };
  }

  /** A handler of typed events reads and answers through Lambda's own serialization. */
  @SuppressWarnings("unchecked") // the types are those of the handler's own method
  private static RequestStreamHandler typed(RequestHandler<?, ?> handler) {
    Method method = handleRequest(handler.getClass());
    PojoSerializer<Object> input = serializer((Class<Object>) method.getParameterTypes()[0]);
    PojoSerializer<Object> output = serializer((Class<Object>) method.getReturnType());
    RequestHandler<Object, Object> untyped = (RequestHandler<Object, Object>) handler;
    return (in, out, context) -> {
      try {
        output.toJson(untyped.handleRequest(input.fromJson(in), context), out);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    };
  }

  private static PojoSerializer<Object> serializer(Class<Object> type) {
    return LambdaEventSerializers.isLambdaSupportedEvent(type.getName())
        ? LambdaEventSerializers.serializerFor(type, LocalFunction.class.getClassLoader())
        : JacksonFactory.getInstance().getSerializer(type);
  }

  private static Method handleRequest(Class<?> handler) {
    Optional<Method> method =
        Arrays.stream(handler.getMethods())
            .filter(candidate -> candidate.getName().equals("handleRequest"))
            .filter(candidate -> !candidate.isBridge())
            .findFirst();
    return method.orElseThrow(() -> new IllegalStateException(handler + " handles nothing"));
  }
}
