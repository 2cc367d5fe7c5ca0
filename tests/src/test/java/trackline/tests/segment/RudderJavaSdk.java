package trackline.tests.segment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.rudderstack.sdk.java.analytics.Callback;
import com.rudderstack.sdk.java.analytics.RudderAnalytics;
import com.rudderstack.sdk.java.analytics.messages.AliasMessage;
import com.rudderstack.sdk.java.analytics.messages.GroupMessage;
import com.rudderstack.sdk.java.analytics.messages.IdentifyMessage;
import com.rudderstack.sdk.java.analytics.messages.Message;
import com.rudderstack.sdk.java.analytics.messages.MessageBuilder;
import com.rudderstack.sdk.java.analytics.messages.PageMessage;
import com.rudderstack.sdk.java.analytics.messages.ScreenMessage;
import com.rudderstack.sdk.java.analytics.messages.TrackMessage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Rudder's SDK for Java. */
final class RudderJavaSdk implements ProtocolClient.Sender {
  private static final long PATIENCE_SECONDS = 120;
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  @Override
  public void send(FaultyFront server, String writeKey, Path calls) throws Exception {
    Outcomes outcomes = new Outcomes();
    RudderAnalytics analytics =
        RudderAnalytics.builder(writeKey)
            .setDataPlaneUrl(server.url().toString())
            .callback(outcomes)
            .build();
    JsonNode all = Json.EXACT.readTree(calls.toFile());
    for (JsonNode call : all) {
      analytics.enqueue(builder(call));
    }
    analytics.flush();
    for (int i = 0; i < all.size(); i++) {
      outcomes.requireSuccess();
    }
    analytics.shutdown();
  }

  private static MessageBuilder<?, ?> builder(JsonNode call) {
    MessageBuilder<?, ?> message =
        switch (call.path("call").asText()) {
          case "track" ->
              TrackMessage.builder(text(call, "event")).properties(map(call, "properties"));
          case "identify" -> IdentifyMessage.builder().traits(map(call, "traits"));
          case "page" ->
              PageMessage.builder(text(call, "name")).properties(map(call, "properties"));
          case "screen" ->
              ScreenMessage.builder(text(call, "name")).properties(map(call, "properties"));
          case "group" -> GroupMessage.builder(text(call, "groupId")).traits(map(call, "traits"));
          default -> AliasMessage.builder(text(call, "previousId"));
        };
    if (call.has("userId")) {
      message.userId(text(call, "userId"));
    }
    if (call.has("anonymousId")) {
      message.anonymousId(text(call, "anonymousId"));
    }
    if (call.has("timestamp")) {
      message.timestamp(Date.from(Instant.parse(text(call, "timestamp"))));
    }
    return message;
  }

  private static String text(JsonNode call, String name) {
    return call.path(name).asText();
  }

  private static Map<String, Object> map(JsonNode call, String name) {
    JsonNode object = call.has(name) ? call.get(name) : JsonNodeFactory.instance.objectNode();
    Map<String, Object> map = Json.EXACT.convertValue(object, MAP);
    // Where Guava is on the class path, as it is here, the SDK takes no null at the top.
    map.values().removeIf(Objects::isNull);
    return map;
  }

  /** What the SDK calls back. */
  private static final class Outcomes implements Callback {
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

    @Override
    public void success(Message message) {
      errors.add("");
    }

    @Override
    public void failure(Message message, Throwable throwable) {
      errors.add(throwable.toString());
    }

    void requireSuccess() throws InterruptedException {
      String error = errors.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (error == null || !error.isEmpty()) {
        throw new AssertionError("The SDK said of a message: " + error);
      }
    }
  }
}
