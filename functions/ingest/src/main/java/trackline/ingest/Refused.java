package trackline.ingest;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import trackline.aws.AwsErrors;
import trackline.aws.Quarantine;
import trackline.event.Fault;
import trackline.http.HttpRequest;
import trackline.http.Refusal;
import trackline.log.LogLine;

/**
 * Keeps what the door refuses from a caller with a key, beside telling the caller: the team sees
 * what its clients get wrong, and can replay it after a change of the plan.
 */
final class Refused {
  private static final int BAD_REQUEST = 400;

  private final Quarantine quarantine;

  Refused(Quarantine quarantine) {
    this.quarantine = quarantine;
  }

  /** Reads the submission; a body that cannot be read is kept before its refusal goes on. */
  Submission keepUnreadable(HttpRequest request, LogLine log) {
    byte[] body = keepBroken(request, log);
    try {
      return Submission.read(body);
    } catch (Refusal refusal) {
      unreadable(request, refusal, body, log);
      throw refusal;
    }
  }

  /** Reads the body's bytes; what cannot be inflated is kept as it came. */
  private byte[] keepBroken(HttpRequest request, LogLine log) {
    try {
      return RequestBody.read(request);
    } catch (Refusal refusal) {
      if (refusal.problem().status() == BAD_REQUEST) {
        unreadable(request, refusal, request.rawBytes(), log);
      }
      throw refusal;
    }
  }

  private void unreadable(HttpRequest request, Refusal refusal, byte[] raw, LogLine log) {
    if (raw.length > 0) {
      String detail = refusal.problem().detail();
      put(request, List.of(new Quarantine.Entry("unreadable", detail, "", raw, null)), log);
    }
  }

  /** Keeps the rejected ones among a submission's events. */
  void keep(HttpRequest request, Submission submission, List<Result> results, LogLine log) {
    if (Counts.rejected(results) == 0) {
      return;
    }
    List<byte[]> raw = submission.rawEvents();
    List<Quarantine.Entry> entries = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).status().isRejection()) {
        entries.add(entry(results.get(i), raw.get(i)));
      }
    }
    put(request, entries, log);
  }

  private static Quarantine.Entry entry(Result result, byte[] raw) {
    Fault first = result.errors().getFirst();
    return new Quarantine.Entry(
        result.status().reason(), first.detail(), first.pointer(), raw, result.eventId());
  }

  /** The caller was told in any case, so trouble with the quarantine is only logged. */
  private void put(HttpRequest request, List<Quarantine.Entry> entries, LogLine log) {
    try {
      quarantine.put("request_id", request.requestId(), entries);
      log.put("quarantined", entries.size());
    } catch (SdkException | UncheckedIOException e) {
      // The second is what the SDK lets through when a connection breaks while a body is sent.
      log.put("quarantine_failed", entries.size()).error(e, AwsErrors.describe(e));
    }
  }
}
