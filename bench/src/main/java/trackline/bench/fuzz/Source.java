package trackline.bench.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes good requests, from which the hostile ones are made; the same for the same seed. */
final class Source {
  /** About what an event of this source has. */
  static final int EVENT_BYTES = 200;

  private static final String SECRET = "local-segment";

  private final Random random;
  private final String name;
  private int made;

  /**
   * A source of events.
   *
   * @param name that no other source has
   */
  Source(Random random, String name) {
    this.random = random;
    this.name = name;
  }

  /** A body's text, and the ids of the events in it. */
  record Text(String json, Set<String> ids) {}

  Random random() {
    return random;
  }

  /** One of some things. */
  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A number up to a bound, small ones and large ones as often. */
  int size(int most) {
    return (int) Math.exp(random.nextDouble() * Math.log(most));
  }

  /** A good request as clients make it. */
  Request good(Shape shape, Door door) {
    return request(shape, door, text(door));
  }

  /** A good request of a door of about so many bytes, of as many events as these have room for. */
  Request plain(Door door, int bytes) {
    int events =
        Math.clamp(bytes / EVENT_BYTES, Math.min(1, door.form().most()), door.form().most());
    int pad =
        switch (door.form()) {
          case EVENTS, TAG, BATCH -> (Math.min(bytes, 1_000_000) - events * EVENT_BYTES) / events;
          case WEBHOOK -> (Math.min(bytes, 4_000_000) - events * EVENT_BYTES) / events;
          case MESSAGE -> Math.min(bytes, 300_000);
          case PIXEL, READ -> 0;
        };
    return request(Shape.SOUND, door, text(door, events, Math.max(0, pad)));
  }

  private Request request(Shape shape, Door door, Text text) {
    boolean isStored = !door.path().equals("/v1/m");
    return request(shape, door, text.json().getBytes(UTF_8), isStored ? text.ids() : Set.of());
  }

  /** A request with a body, which a webhook's is signed for. */
  Request request(Shape shape, Door door, byte[] body, Set<String> ids) {
    return switch (door.form()) {
      case READ -> Request.of(shape, door, head(door, door.target(), body), new byte[0], Set.of());
      case PIXEL -> {
        String data = Base64.getUrlEncoder().encodeToString(body);
        String target = door.path() + "?data=" + data;
        yield Request.of(shape, door, head(door, target, body), new byte[0], ids);
      }
      default -> Request.of(shape, door, head(door, door.target(), body), body, ids);
    };
  }

  /** The head of a good request. */
  static List<String> head(Door door, String target, byte[] body) {
    List<String> head = new ArrayList<>();
    head.add(door.method() + " " + target + " HTTP/1.1");
    head.add("Host: localhost");
    head.add("User-Agent: fuzz/1");
    if (door.form() == Door.Form.WEBHOOK) {
      head.add("X-Signature: " + signature(body));
    } else {
      head.add("Authorization: Bearer " + door.key());
    }
    if (door.form().hasBody()) {
      head.add("Content-Type: application/json");
    }
    return head;
  }

  private static String signature(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA1"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA1", e);
    }
  }

  Text text(Door door) {
    return text(door, Math.min(1 + random.nextInt(5), door.form().most()), size(100));
  }

  /** The text of a body of so many events, each with so many characters more than it needs. */
  Text text(Door door, int events, int pad) {
    Set<String> ids = new HashSet<>();
    List<String> each = Stream.generate(() -> event(door, pad, ids)).limit(events).toList();
    return new Text(frame(door, each), ids);
  }

  /** Some elements in the frame that a door expects. */
  static String frame(Door door, List<String> elements) {
    String all = String.join(",", elements);
    return switch (door.form()) {
      case EVENTS -> elements.size() == 1 ? all : "[" + all + "]";
      case TAG -> "{\"writeKey\":\"local-write\",\"batch\":[" + all + "]}";
      case BATCH -> "{\"batch\":[" + all + "],\"sentAt\":\"" + Instant.now() + "\"}";
      case WEBHOOK -> "[" + all + "]";
      case MESSAGE, PIXEL, READ -> all;
    };
  }

  private String event(Door door, int pad, Set<String> ids) {
    String id = name + "-" + made++;
    ids.add(id);
    boolean isOurs = door.form() == Door.Form.EVENTS || door.form() == Door.Form.TAG;
    String form =
        isOurs
            ? "{\"event_type\":\"track\",\"user_id\":\"u%d\",\"event_id\":\"%s\",\"event_at\":\"%s\","
                + "\"session_id\":\"s\",\"page_path\":\"/\",\"properties\":{\"plan\":\"pro\",\"n\":7,\"pad\":\"%s\"}}"
            : "{\"type\":\"track\",\"userId\":\"u%d\",\"messageId\":\"%s\",\"timestamp\":\"%s\","
                + "\"event\":\"Order\",\"context\":{\"page\":{\"path\":\"/\"}},\"properties\":{\"n\":7,\"pad\":\"%s\"}}";
    return form.formatted(random.nextInt(20), id, Instant.now(), "x".repeat(pad));
  }
}
