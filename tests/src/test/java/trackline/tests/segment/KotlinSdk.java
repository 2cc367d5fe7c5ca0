package trackline.tests.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.segment.analytics.kotlin.core.Configuration;
import com.segment.analytics.kotlin.core.RequestFactory;
import com.segment.analytics.kotlin.core.Telemetry;
import com.segment.analytics.kotlin.core.compat.ConfigurationBuilder;
import com.segment.analytics.kotlin.core.compat.JavaAnalytics;
import com.segment.analytics.kotlin.core.utilities.InMemoryStorageProvider;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import kotlinx.serialization.json.JsonObject;

/**
 * Segment's SDK for Kotlin, which is the one for Android too. The program names the host of its
 * settings alone: where events go is what these say.
 */
final class KotlinSdk implements ProtocolClient.Sender {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** A plain connection where the SDK wants TLS, and a count of those to another host. */
  private static final class Plain extends RequestFactory {
    private final String host;
    private final AtomicInteger elsewhere = new AtomicInteger();

    Plain(String host) {
      this.host = host;
    }

    @Override
    public HttpURLConnection openConnection(String url) {
      if (!URI.create(url).getAuthority().equals(host)) {
        elsewhere.incrementAndGet();
      }
      return super.openConnection(url.replaceFirst("^https", "http"));
    }
  }

  @Override
  public void send(FaultyFront server, String writeKey, Path calls) throws IOException {
    // What the SDK measures of itself until its settings say otherwise would go to its maker.
    Telemetry.INSTANCE.setEnable(false);
    String host = server.url().getAuthority();
    Plain plain = new Plain(host);
    Configuration configuration =
        new ConfigurationBuilder(writeKey)
            .setApplication("trackline-tests")
            .setCdnHost(host + "/v1")
            .setRequestFactory(plain)
            .build();
    configuration.setStorageProvider(new InMemoryStorageProvider());
    JavaAnalytics analytics = new JavaAnalytics(configuration);
    int sent = sendAll(analytics, Json.EXACT.readTree(calls.toFile()));
    Instant end = Instant.now().plus(PATIENCE);
    while (server.delivered() < sent && Instant.now().isBefore(end)) {
      analytics.flush();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    if (server.delivered() < sent || plain.elsewhere.get() > 0) {
      throw new AssertionError(
          "%d of %d messages are delivered, %d requests went elsewhere"
              .formatted(server.delivered(), sent, plain.elsewhere.get()));
    }
  }

  /** The first call of each type that the SDK has; it keeps the user from one call to the next. */
  private static int sendAll(JavaAnalytics analytics, JsonNode calls) {
    JsonNode identify = first(calls, "identify");
    analytics.identify(identify.path("userId").asText(), object(identify, "traits"));
    JsonNode track = first(calls, "track");
    analytics.track(track.path("event").asText(), object(track, "properties"));
    JsonNode screen = first(calls, "screen");
    analytics.screen(screen.path("name").asText(), object(screen, "properties"));
    JsonNode group = first(calls, "group");
    analytics.group(group.path("groupId").asText(), object(group, "traits"));
    analytics.alias(identify.path("userId").asText() + "-new");
    return 5;
  }

  private static JsonNode first(JsonNode calls, String name) {
    for (JsonNode call : calls) {
      if (call.path("call").asText().equals(name)) {
        return call;
      }
    }
    throw new AssertionError("No call " + name);
  }

  private static JsonObject object(JsonNode call, String name) {
    return (JsonObject)
        kotlinx.serialization.json.Json.Default.parseToJsonElement(call.path(name).toString());
  }
}
