package trackline.opensearch;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.plugins.ActionPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestChannel;
import org.opensearch.rest.RestHandler;
import org.opensearch.rest.RestHeaderDefinition;
import org.opensearch.rest.RestRequest;
import org.opensearch.transport.client.node.NodeClient;
import trackline.loopback.OwnNames;

/** Stands before every call of OpenSearch, which itself asks nothing of its callers. */
public final class OwnRequests extends Plugin implements ActionPlugin {
  /** The system property with the names beside those of loopback, by commas. */
  public static final String HOSTS = "trackline.hosts";

  private final OwnNames names =
      OwnNames.LOOPBACK.with(List.of(System.getProperty(HOSTS, "localhost").split(",")));

  @Override
  public UnaryOperator<RestHandler> getRestHandlerWrapper(
      ThreadContext context, Set<RestHeaderDefinition> headersToCopy) {
    return handler ->
        new RestHandler.Wrapper(handler) {
          @Override
          public void handleRequest(RestRequest request, RestChannel channel, NodeClient client)
              throws Exception {
            Optional<String> refusal = refusal(request);
            if (refusal.isPresent()) {
              channel.sendResponse(
                  new BytesRestResponse(
                      RestStatus.FORBIDDEN, "application/problem+json", refusal.get()));
            } else {
              handler.handleRequest(request, channel, client);
            }
          }
        };
  }

  private Optional<String> refusal(RestRequest request) {
    return names.refusal(values(request, "Host"), values(request, "Origin"));
  }

  private static List<String> values(RestRequest request, String name) {
    return Optional.ofNullable(request.getAllHeaderValues(name)).orElse(List.of());
  }
}
