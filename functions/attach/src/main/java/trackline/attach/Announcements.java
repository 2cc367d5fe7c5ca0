package trackline.attach;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import trackline.aws.StreamArn;
import trackline.log.LogLine;

/** The events by which others hear that a table's stream was replaced. */
record Announcements(EventBridgeClient eventBridge) {
  private static final String SOURCE = "trackline.attach";

  /** Says that a new stream is read beside the old one. */
  void followed(StreamArn from, StreamArn to, LogLine log) {
    put("Trackline Stream Followed", from, Optional.of(to), log);
  }

  /** Says that nothing is left in an old stream, and that it is read no longer. */
  void drained(StreamArn stream, Optional<StreamArn> next, LogLine log) {
    put("Trackline Stream Drained", stream, next, log);
  }

  /**
   * The log and the metrics have it too, so a bus that fails, or refuses the entry, holds nothing
   * up.
   */
  private void put(String type, StreamArn from, Optional<StreamArn> to, LogLine log) {
    ObjectNode detail = JsonNodeFactory.instance.objectNode();
    detail.put("table", from.table()).put("from", from.text());
    to.ifPresent(arn -> detail.put("to", arn.text()));
    try {
      PutEventsRequestEntry entry =
          PutEventsRequestEntry.builder()
              .source(SOURCE)
              .detailType(type)
              .detail(detail.toString())
              .build();
      eventBridge.putEvents(r -> r.entries(entry)).entries().stream()
          .map(PutEventsResultEntry::errorCode)
          .filter(Objects::nonNull)
          .forEach(code -> log.put("announcement_error", code));
    } catch (SdkException e) {
      log.error(e);
    }
  }
}
