package trackline.attach;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import trackline.log.LogLine;

/** What an invocation found and did. */
final class Report {
  private final List<String> refused = new ArrayList<>();
  private final List<String> attached = new ArrayList<>();
  private int created;
  private int enabled;
  private int followed;
  private int drained;
  private int detached;

  void refuse(String reason) {
    refused.add(reason);
  }

  void attached(String table) {
    attached.add(table);
  }

  void created() {
    created++;
  }

  void enabled() {
    enabled++;
  }

  void followed() {
    followed++;
  }

  void drained() {
    drained++;
  }

  void detached() {
    detached++;
  }

  boolean isWhole() {
    return refused.isEmpty();
  }

  /** Why tables were refused, in a sentence each. */
  String reasons() {
    return String.join("; ", refused);
  }

  void logTo(LogLine log) {
    log.put("attached", attached.size())
        .put("created", created)
        .put("enabled", enabled)
        .put("followed", followed)
        .put("drained", drained)
        .put("detached", detached)
        .put("refused", refused.size());
    if (!refused.isEmpty()) {
      log.put("reasons", reasons());
    }
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("attached", attached.size());
    attached.forEach(json.putArray("tables")::add);
    refused.forEach(json.putArray("refused")::add);
    return json;
  }
}
