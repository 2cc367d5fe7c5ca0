package trackline.tests.segment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.segment.analytics.Analytics;
import com.segment.analytics.Callback;
import com.segment.analytics.messages.AliasMessage;
import com.segment.analytics.messages.GroupMessage;
import com.segment.analytics.messages.IdentifyMessage;
import com.segment.analytics.messages.Message;
import com.segment.analytics.messages.MessageBuilder;
import com.segment.analytics.messages.PageMessage;
import com.segment.analytics.messages.ScreenMessage;
import com.segment.analytics.messages.TrackMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;

/** Segment's SDK for Java. */
final class JavaSdk implements Sdk {
  private static final long PATIENCE_SECONDS = 120;
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  /** What only Java has, as its users write it. */
  private static final Map<String, Object> NATIVE =
      Map.of(
          "sdk_date",
          Date.from(Instant.parse("2026-11-20T10:00:00.123Z")),
          "sdk_decimal",
          new BigDecimal("19.990"),
          "sdk_integer",
          BigInteger.TWO.pow(100),
          "sdk_long",
          Long.MAX_VALUE,
          "sdk_float",
          1e-7,
          "sdk_sum",
          0.1 + 0.2);

  @Override
  public List<Delivery> send(URI server, String writeKey, Path calls, Encoding encoding)
      throws IOException, InterruptedException {
    Wire wire = new Wire(encoding);
    Outcomes outcomes = new Outcomes();
    Analytics analytics =
        Analytics.builder(writeKey)
            .endpoint(server.toString())
            .client(new OkHttpClient.Builder().addNetworkInterceptor(wire).build())
            .callback(outcomes)
            .build();
    JsonNode all = Json.EXACT.readTree(calls.toFile());
    for (JsonNode call : all) {
      analytics.enqueue(builder(call));
    }
    analytics.flush();
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      deliveries.add(outcomes.next(wire));
    }
    analytics.shutdown();
    return deliveries;
  }

  private static MessageBuilder<?, ?> builder(JsonNode call) {
    MessageBuilder<?, ?> message =
        switch (call.path("call").asText()) {
          case "track" ->
              TrackMessage.builder(text(call, "event").orElseThrow()).properties(properties(call));
          case "identify" -> IdentifyMessage.builder().traits(map(call, "traits"));
          case "page" -> page(call);
          case "screen" ->
              ScreenMessage.builder(text(call, "name").orElseThrow()).properties(properties(call));
          case "group" ->
              GroupMessage.builder(text(call, "groupId").orElseThrow()).traits(map(call, "traits"));
          case "alias" -> AliasMessage.builder(text(call, "previousId").orElseThrow());
          default -> throw new AssertionError(call);
        };
    text(call, "userId").ifPresent(message::userId);
    text(call, "anonymousId").ifPresent(message::anonymousId);
    text(call, "messageId").ifPresent(message::messageId);
    text(call, "timestamp").map(Instant::parse).map(Date::from).ifPresent(message::timestamp);
    if (call.has("context")) {
      message.context(map(call, "context"));
    }
    return message;
  }

  private static PageMessage.Builder page(JsonNode call) {
    PageMessage.Builder page =
        PageMessage.builder(text(call, "name").orElseThrow()).properties(properties(call));
    text(call, "category").ifPresent(page::category);
    return page;
  }

  private static Optional<String> text(JsonNode call, String name) {
    return Optional.ofNullable(call.path(name).textValue());
  }

  private static Map<String, Object> properties(JsonNode call) {
    Map<String, Object> properties = map(call, "properties");
    if (call.path("native").asBoolean()) {
      properties.putAll(NATIVE);
    }
    return properties;
  }

  private static Map<String, Object> map(JsonNode call, String name) {
    JsonNode object = call.has(name) ? call.get(name) : JsonNodeFactory.instance.objectNode();
    Map<String, Object> map = Json.EXACT.convertValue(object, MAP);
    // Where Guava is on the class path, as it is here, the SDK takes no null at the top.
    map.values().removeIf(Objects::isNull);
    return map;
  }

  /** The line to the server: it remembers each message that goes over it. */
  private static final class Wire implements Interceptor {
    private final Map<String, JsonNode> messages = new ConcurrentHashMap<>();
    private final Encoding encoding;

    Wire(Encoding encoding) {
      this.encoding = encoding;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
      Request request = chain.request();
      Buffer body = new Buffer();
      request.body().writeTo(body);
      byte[] json = body.readByteArray();
      remember(Json.EXACT.readTree(json));
      return chain.proceed(encoding == Encoding.GZIP ? gzipped(request, json) : request);
    }

    /** The SDK says once for a batch which library it is. */
    private void remember(JsonNode batch) {
      for (JsonNode sent : batch.path("batch")) {
        ObjectNode message = sent.deepCopy();
        message.withObjectProperty("context").setAll((ObjectNode) batch.path("context").deepCopy());
        messages.put(sent.path("messageId").asText(), message);
      }
    }

    private static Request gzipped(Request request, byte[] json) throws IOException {
      Buffer body = new Buffer();
      try (BufferedSink sink = Okio.buffer(new GzipSink(body))) {
        sink.write(json);
      }
      MediaType type = request.body().contentType();
      byte[] bytes = body.readByteArray();
      return request
          .newBuilder()
          .header("Content-Encoding", "gzip")
          .header("Content-Length", Integer.toString(bytes.length))
          .post(RequestBody.create(bytes, type))
          .build();
    }
  }

  /** What the SDK calls back, in the order of its calls. */
  private static final class Outcomes implements Callback {
    private record Outcome(String messageId, String error) {}

    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

    @Override
    public void success(Message message) {
      outcomes.add(new Outcome(message.messageId(), null));
    }

    @Override
    public void failure(Message message, Throwable throwable) {
      outcomes.add(new Outcome(message.messageId(), String.valueOf(throwable.getMessage())));
    }

    Delivery next(Wire wire) throws InterruptedException {
      Outcome outcome = outcomes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (outcome == null) {
        throw new AssertionError("The SDK did not say what became of a message");
      }
      JsonNode error =
          outcome.error() == null
              ? JsonNodeFactory.instance.nullNode()
              : JsonNodeFactory.instance.objectNode().put("message", outcome.error());
      return new Delivery(wire.messages.get(outcome.messageId()), error);
    }
  }

  @Override
  public String toString() {
    return "Java";
  }
}
