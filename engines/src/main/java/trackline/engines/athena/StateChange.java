package trackline.engines.athena;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;

/** The event that EventBridge carries when a query changes its state, as JSON. */
final class StateChange {

  private static final JsonMapper JSON = new JsonMapper();

  private StateChange() {}

  static String event(
      Execution execution, @Nullable QueryExecutionState from, QueryExecutionState to, Instant at) {
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "0").put("id", UUID.randomUUID().toString());
    event.put("detail-type", "Athena Query State Change").put("source", "aws.athena");
    event.put("account", "000000000000").put("region", "local");
    event.put("time", at.truncatedTo(ChronoUnit.SECONDS).toString());
    event.putArray("resources");
    ObjectNode detail = event.putObject("detail");
    detail.put("versionId", "0").put("currentState", to.toString());
    if (from != null) {
      detail.put("previousState", from.toString());
    }
    detail.put("statementType", "DML").put("queryExecutionId", execution.id());
    detail.put("workgroupName", execution.workGroup());
    detail.put(
        "sequenceNumber", from == null ? "1" : from == QueryExecutionState.QUEUED ? "2" : "3");
    return event.toString();
  }
}
