package trackline.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.services.lambda.LambdaClient;
import trackline.aws.LaterInvocations;

/**
 * Asks the rollup function for newer versions, without waiting for them. That function decides
 * whether a query is due; this one may not query the lake at all.
 */
final class RefreshRequests {

  private final LambdaClient lambda;
  private final String function;
  private final Clock clock;

  RefreshRequests(LambdaClient lambda, String function, Clock clock) {
    this.lambda = lambda;
    this.function = function;
    this.clock = clock;
  }

  void ask(String rollup) {
    LaterInvocations.ask(lambda, function, event(rollup).toString());
  }

  /** The request in the shape of the rollup function's other events, those of EventBridge. */
  private ObjectNode event(String rollup) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("source", "trackline.refresh");
    event.put("detail-type", "Trackline Refresh");
    event.put("time", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    ObjectNode detail = event.putObject("detail");
    detail.putArray("rollups").add(rollup);
    detail.put("force", false);
    return event;
  }
}
