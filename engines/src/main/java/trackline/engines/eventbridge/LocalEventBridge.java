package trackline.engines.eventbridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** EventBridge's call by which functions put events on the bus of this machine. */
public final class LocalEventBridge implements EventBridgeClient {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Consumer<String> bus;
  private final Clock clock;

  /** Hands events over to a bus. */
  public LocalEventBridge(Consumer<String> bus, Clock clock) {
    this.bus = bus;
    this.clock = clock;
  }

  @Override
  public PutEventsResponse putEvents(PutEventsRequest request) {
    return PutEventsResponse.builder()
        .entries(request.entries().stream().map(this::put).toList())
        .failedEntryCount(0)
        .build();
  }

  private PutEventsResultEntry put(PutEventsRequestEntry entry) {
    String id = UUID.randomUUID().toString();
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event
        .put("version", "0")
        .put("id", id)
        .put("source", entry.source())
        .put("detail-type", entry.detailType())
        .put("time", clock.instant().toString());
    try {
      event.set("detail", JSON.readTree(entry.detail()));
    } catch (JsonProcessingException e) {
      return PutEventsResultEntry.builder().errorCode("MalformedDetail").build();
    }
    bus.accept(event.toString());
    return PutEventsResultEntry.builder().eventId(id).build();
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
