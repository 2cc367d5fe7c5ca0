package trackline.ingest;

import trackline.aws.ErasureTable;
import trackline.aws.QuarantineDoor;
import trackline.http.HttpRequest;
import trackline.intake.Reception;

/** What the doors know of a request's events besides their content. */
final class Receptions {
  private Receptions() {}

  /** Of a request that the visitor's own device, or a server for it, has made. */
  static Reception of(String source, HttpRequest request) {
    return new Reception(
        source,
        request.receivedAt(),
        request.sourceIp(),
        request.header("user-agent").orElse(null));
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
