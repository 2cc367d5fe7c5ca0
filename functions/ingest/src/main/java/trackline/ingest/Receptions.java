package trackline.ingest;

import org.jspecify.annotations.Nullable;
import trackline.aws.ErasureTable;
import trackline.aws.QuarantineDoor;
import trackline.http.HttpRequest;
import trackline.intake.Reception;

/** What the doors know of a request's events besides their content. */
final class Receptions {
  /**
   * The characters of a request's own agent that are kept. It stands with each event of a batch, so
   * that a long one would be stored many times over.
   *
   * <p>None of a real device is as long: of the 43,798 in the tests of ua-parser's uap-core
   * (e3c5e63, August 2026) the longest, which somebody made up of many, has 492.
   */
  static final int LONGEST_AGENT = 512;

  private Receptions() {}

  /** Of a request that the visitor's own device, or a server for it, has made. */
  static Reception of(String source, HttpRequest request) {
    return new Reception(source, request.receivedAt(), request.sourceIp(), agent(request));
  }

  /** The request's own agent, as much of it as is kept. */
  static @Nullable String agent(HttpRequest request) {
    return request.header("user-agent").map(Receptions::cut).orElse(null);
  }

  private static String cut(String agent) {
    return agent.codePointCount(0, agent.length()) > LONGEST_AGENT
        ? agent.substring(0, agent.offsetByCodePoints(0, LONGEST_AGENT))
        : agent;
  }

  /**
   * Who asks by a request, should it be to forget a user.
   *
   * @param door a key and the webhook's token may have the same label
   */
  static ErasureTable.Request asking(QuarantineDoor door, HttpRequest request, String keyLabel) {
    return new ErasureTable.Request(
        request.receivedAt(), door.word(), keyLabel, request.requestId());
  }

  /** Of a request that Segment has made: its address and its agent are no visitor's. */
  static Reception handedOn(String source, HttpRequest request) {
    return new Reception(source, request.receivedAt(), null, null);
  }
}
