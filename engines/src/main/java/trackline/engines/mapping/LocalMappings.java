package trackline.engines.mapping;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.engines.lambda.Invoker;
import trackline.engines.lambda.MappingCalls;

/** The event source mappings that functions make by calls: each runs, and has a file. */
public final class LocalMappings implements MappingCalls, AutoCloseable {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final Path definitions;
  private final DynamoDbStreamsClient streams;
  private final S3Client s3;
  private final Function<String, Invoker> functions;
  private final Timing timing;
  private final Map<String, Running> running = new LinkedHashMap<>();

  private record Running(MappingDefinition definition, EventSourceMapping mapping) {}

  /**
   * Opens the mappings that are kept in a folder; they run from {@link #start} on.
   *
   * @param functions the functions by logical id
   */
  public LocalMappings(
      Path folder,
      DynamoDbStreamsClient streams,
      S3Client s3,
      Function<String, Invoker> functions,
      Timing timing)
      throws IOException {
    this.folder = folder;
    this.definitions = Files.createDirectories(folder.resolve("made"));
    this.streams = streams;
    this.s3 = s3;
    this.functions = functions;
    this.timing = timing;
  }

  /** Lets the mappings that were made before go on from where they were. */
  public synchronized void start() throws IOException {
    try (Stream<Path> files = Files.list(definitions)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        run(JSON.readValue(file.toFile(), MappingDefinition.class));
      }
    }
  }

  private void run(MappingDefinition definition) throws IOException {
    EventSourceMapping mapping =
        EventSourceMapping.start(
            definition.settings(),
            definition::stream,
            streams,
            s3,
            functions.apply(definition.function()),
            folder,
            timing);
    running.put(id(definition), new Running(definition, mapping));
  }

  private static String id(MappingDefinition definition) {
    return definition.settings().uuid().toString();
  }

  /** The ARNs of the streams that are read. */
  public synchronized List<String> streams() {
    return running.values().stream().map(one -> one.definition().stream()).toList();
  }

  /** Handles everything that was written to the streams before the call. */
  public synchronized void catchUp() throws IOException, InterruptedException {
    for (Running one : running.values()) {
      if (isThere(one.definition().stream())) {
        one.mapping().catchUp();
      }
    }
  }

  /** A stream that is gone is drained. */
  private boolean isThere(String stream) {
    try {
      return streams.describeStream(r -> r.streamArn(stream)).streamDescription() != null;
    } catch (ResourceNotFoundException e) {
      return false;
    }
  }

  /** Takes every mapping away, and forgets how far it came. */
  public synchronized void reset() throws IOException {
    for (Running one : List.copyOf(running.values())) {
      remove(one);
    }
  }

  private void remove(Running one) throws IOException {
    one.mapping().close();
    running.remove(id(one.definition()));
    Files.delete(file(one.definition()));
    one.mapping().forget();
  }

  @Override
  public synchronized CreateEventSourceMappingResponse create(
      CreateEventSourceMappingRequest request) {
    MappingDefinition definition = MappingDefinition.of(request);
    if (running.containsKey(id(definition))) {
      throw ResourceConflictException.builder()
          .message("An event source mapping with this stream and function already exists")
          .statusCode(409)
          .build();
    }
    set(definition);
    return CreateEventSourceMappingResponse.builder().uuid(id(definition)).build();
  }

  @Override
  public synchronized ListEventSourceMappingsResponse list(ListEventSourceMappingsRequest request) {
    List<EventSourceMappingConfiguration> found =
        running.values().stream()
            .map(Running::definition)
            .filter(one -> isAny(request.functionName(), one.function()))
            .filter(one -> isAny(request.eventSourceArn(), one.stream()))
            .map(MappingDefinition::configuration)
            .toList();
    return ListEventSourceMappingsResponse.builder().eventSourceMappings(found).build();
  }

  private static boolean isAny(@Nullable String wanted, String present) {
    return wanted == null || wanted.equals(present);
  }

  @Override
  public synchronized UpdateEventSourceMappingResponse update(
      UpdateEventSourceMappingRequest request) {
    Running one = find(request.uuid());
    one.mapping().close();
    set(one.definition().changed(request));
    return UpdateEventSourceMappingResponse.builder().uuid(request.uuid()).build();
  }

  @Override
  public synchronized DeleteEventSourceMappingResponse delete(
      DeleteEventSourceMappingRequest request) {
    try {
      remove(find(request.uuid()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return DeleteEventSourceMappingResponse.builder().uuid(request.uuid()).build();
  }

  private Running find(String uuid) {
    Running one = running.get(uuid);
    if (one == null) {
      throw software.amazon.awssdk.services.lambda.model.ResourceNotFoundException.builder()
          .message("The resource you requested does not exist.")
          .statusCode(404)
          .build();
    }
    return one;
  }

  /** The file comes first, so that a mapping that ran is there after a kill. */
  private void set(MappingDefinition definition) {
    try {
      Path file = file(definition);
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      JSON.writeValue(fresh.toFile(), definition);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      run(definition);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(MappingDefinition definition) {
    return definitions.resolve(id(definition) + ".json");
  }

  @Override
  public synchronized void close() {
    running.values().forEach(one -> one.mapping().close());
    running.clear();
  }
}
