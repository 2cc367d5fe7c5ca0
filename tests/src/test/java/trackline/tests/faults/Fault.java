package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import trackline.tests.faults.FaultyAws.Reply;
import trackline.tests.faults.FaultyAws.Request;
import trackline.tests.faults.FaultyAws.Service;

/** What can happen to a call of AWS. */
enum Fault {
  /** The service refuses for now, in its own words. */
  THROTTLED {
    @Override
    Outcome on(Request request, Service service) {
      return refusal(request, "ThrottlingException", "SlowDown", 400, 503);
    }
  },
  SERVER_ERROR {
    @Override
    Outcome on(Request request, Service service) {
      return refusal(request, "InternalServerError", "InternalError", 500, 500);
    }
  },
  /** The service does one part of what is asked, and says so. */
  PARTIAL {
    @Override
    Outcome on(Request request, Service service) throws IOException {
      return new Answer(Partly.of(request, service));
    }
  },
  /** All is done, and the answer leaves the last parts out. */
  SHORT_ANSWER {
    @Override
    Outcome on(Request request, Service service) throws IOException {
      Reply whole = service.ask(request);
      JsonNode answer = JSON.readTree(whole.body());
      cut(answer);
      return new Answer(whole.with(answer.toString().getBytes(UTF_8)));
    }
  },
  /** All is done, and the answer comes when nobody waits for it any more. */
  TIME_OUT {
    @Override
    Outcome on(Request request, Service service) throws IOException {
      service.ask(request);
      return new Silence();
    }
  },
  /** Nothing is done, and no answer comes. */
  HANG {
    @Override
    Outcome on(Request request, Service service) {
      return new Silence();
    }
  },
  /** All is done, and the connection breaks. */
  RESET {
    @Override
    Outcome on(Request request, Service service) throws IOException {
      service.ask(request);
      return new Reset();
    }
  },
  /** All is done, and half of the answer comes. */
  HALF_AN_ANSWER {
    @Override
    Outcome on(Request request, Service service) throws IOException {
      Reply whole = service.ask(request);
      return new Answer(whole.with(Arrays.copyOf(whole.body(), whole.body().length / 2)));
    }
  },
  /** All is done, and the connection breaks in the middle of the answer. */
  BREAK_OFF {
    @Override
    Outcome on(Request request, Service service) throws IOException {
      return new Beginning(service.ask(request), false);
    }
  },
  /** All is done, and in the middle of the answer nothing more comes. */
  STALL {
    @Override
    Outcome on(Request request, Service service) throws IOException {
      return new Beginning(service.ask(request), true);
    }
  },
  /** Something in between says that all is well; the service was never asked. */
  ANOTHERS_ANSWER {
    @Override
    Outcome on(Request request, Service service) {
      return new Answer(new Reply(200, "text/html", "<html>Welcome</html>".getBytes(UTF_8)));
    }
  },
  EMPTY_ANSWER {
    @Override
    Outcome on(Request request, Service service) {
      return new Answer(Reply.json(200, ""));
    }
  },
  /** JSON, and of another form than it should be. */
  EMPTY_OBJECT {
    @Override
    Outcome on(Request request, Service service) {
      return new Answer(Reply.json(200, "{}"));
    }
  };

  /** What comes back over the connection. */
  sealed interface Outcome {}

  record Answer(Reply reply) implements Outcome {}

  /**
   * The first half of an answer.
   *
   * @param isOpen whether the connection stays, and nothing comes over it
   */
  record Beginning(Reply reply, boolean isOpen) implements Outcome {}

  record Silence() implements Outcome {}

  record Reset() implements Outcome {}

  private static final ObjectMapper JSON = new ObjectMapper();

  abstract Outcome on(Request request, Service service) throws IOException;

  /** Those that a call can have. */
  static Stream<Fault> of(Predicate<Fault> call) {
    return Arrays.stream(values()).filter(call);
  }

  private static Outcome refusal(
      Request request, String json, String xml, int jsonStatus, int xmlStatus) {
    return new Answer(
        switch (request.protocol()) {
          case JSON ->
              Reply.json(jsonStatus, "{\"__type\":\"a.b#%s\",\"message\":\"m\"}".formatted(json));
          case S3 ->
              new Reply(
                  xmlStatus,
                  "application/xml",
                  "<Error><Code>%s</Code><Message>m</Message></Error>"
                      .formatted(xml)
                      .getBytes(UTF_8));
          case LAMBDA ->
              new Reply(
                  jsonStatus,
                  Map.of("Content-Type", "application/json", "X-Amzn-ErrorType", json),
                  "{\"Message\":\"m\"}".getBytes(UTF_8));
          case OPENSEARCH ->
              Reply.json(
                  xmlStatus, "{\"error\":{\"type\":\"m\"},\"status\":%d}".formatted(xmlStatus));
        });
  }

  /** Takes the last element out of every list. */
  private static void cut(JsonNode node) {
    if (node instanceof ArrayNode array && !array.isEmpty()) {
      array.remove(array.size() - 1);
    }
    if (node instanceof ObjectNode object) {
      object.forEach(Fault::cut);
    }
  }
}
