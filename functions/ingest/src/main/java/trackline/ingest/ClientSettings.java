package trackline.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A source's settings as its vendor's clients read them: events go to this host, to no other
 * destination, and what a client measures of itself goes nowhere.
 */
final class ClientSettings {
  private static final String NEVER = "1970-01-01T00:00:00.000Z";

  private ClientSettings() {}

  /**
   * What Segment's clients ask for. One destination means its own API to them; each further one
   * would be loaded from Segment's CDN.
   *
   * <p>Source: Settings of analytics-kotlin and analytics-swift, CDNSettings of analytics-next.
   *
   * @param host where they send to
   */
  static ObjectNode ofSegment(String key, OwnHost host) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings
        .putObject("integrations")
        .putObject("Segment.io")
        .put("apiKey", key)
        .put("apiHost", host.name() + "/v1")
        .put("protocol", host.scheme())
        .put("addBundledMetadata", true)
        .putArray("unbundledIntegrations");
    ObjectNode plan = settings.putObject("plan");
    for (String calls : new String[] {"track", "identify", "group"}) {
      plan.putObject(calls).putObject("__default").put("enabled", true).putObject("integrations");
    }
    settings.putObject("edgeFunction");
    settings.putObject("middlewareSettings").putArray("routingRules");
    settings.putObject("enabledMiddleware");
    settings.putObject("metrics").put("sampleRate", 0);
    settings.put("legacyVideoPluginsEnabled", false).putArray("remotePlugins");
    return settings;
  }

  /**
   * What Rudder's clients ask for; they go on with the host that the program gave them.
   *
   * <p>Source: SourceConfigResponse of rudder-sdk-js, SourceConfig of rudder-sdk-kotlin.
   */
  static ObjectNode ofRudder(String key) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    ObjectNode source =
        settings
            .putObject("source")
            .put("id", "trackline")
            .put("name", "Trackline")
            .put("writeKey", key)
            .put("workspaceId", "trackline")
            .put("enabled", true)
            .put("createdAt", NEVER)
            .put("updatedAt", NEVER);
    ObjectNode measured = source.putObject("config").putObject("statsCollection");
    measured.putObject("errors").put("enabled", false);
    measured.putObject("metrics").put("enabled", false);
    source.putArray("connections");
    source.putArray("destinations");
    return settings;
  }
}
