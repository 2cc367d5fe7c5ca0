package trackline.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import trackline.aws.AwsErrors;
import trackline.aws.Origin;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineReason;
import trackline.event.Fault;
import trackline.http.HttpRequest;
import trackline.http.Refusal;
import trackline.ledger.Account;
import trackline.log.LogLine;

/**
 * Keeps what a door refuses from a caller with a key, beside telling the caller: the team sees what
 * its clients get wrong, and can replay it after a change of the plan.
 */
final class Refused {
  private static final int BAD_REQUEST = 400;

  /** Whether the caller learns of what was refused. */
  enum Caller {
    /** It does, so that trouble with the quarantine is only logged. */
    TOLD,

    /**
     * Nobody reads the answer, or it is a success, or an error that makes the caller drop good
     * events with the bad: the quarantine is the last place where they are.
     */
    UNTOLD
  }

  private final Quarantines.Door door;
  private final Caller caller;
  private final String source;

  /**
   * Keeps what a door refuses.
   *
   * @param source the source of the door's events
   */
  Refused(Quarantines.Door door, Caller caller, String source) {
    this.door = door;
    this.caller = caller;
    this.source = source;
  }

  /**
   * Reads what a request submits; a body that cannot be read is kept before its refusal goes on.
   */
  <T> T keepUnreadable(
      HttpRequest request, RequestBody.Rules rules, Function<byte[], T> reading, LogLine log) {
    return keepUnreadable(request, keepBroken(request, rules, log), reading, log);
  }

  /** Reads what a body submits; one that cannot be read is kept before its refusal goes on. */
  <T> T keepUnreadable(HttpRequest request, byte[] body, Function<byte[], T> reading, LogLine log) {
    try {
      return reading.apply(body);
    } catch (Refusal refusal) {
      unreadable(request, refusal, body, log);
      throw refusal;
    }
  }

  /** Reads the body's bytes; what cannot be inflated is kept as it came. */
  private byte[] keepBroken(HttpRequest request, RequestBody.Rules rules, LogLine log) {
    try {
      return RequestBody.read(request, rules);
    } catch (Refusal refusal) {
      if (refusal.problem().status() == BAD_REQUEST) {
        unreadable(request, refusal, request.rawBytes(), log);
      }
      throw refusal;
    }
  }

  private void unreadable(HttpRequest request, Refusal refusal, byte[] raw, LogLine log) {
    if (raw.length > 0) {
      Account.of(request.receivedAt(), source).log(log);
      String detail = refusal.problem().detail();
      Origin origin = door.origins().apply(request).at(0);
      put(
          request,
          List.of(
              new Quarantine.Entry(
                  QuarantineReason.UNREADABLE, detail, "", raw, null, null, origin)),
          log);
    }
  }

  /**
   * Notes how a request's events came out, and keeps the rejected ones.
   *
   * @throws Refusal 503 when they could not be kept and the caller would never know
   */
  void settle(HttpRequest request, Submission submission, List<Result> results, LogLine log) {
    Counts.log(results, Account.of(request.receivedAt(), source).log(log));
    log.put("quarantined", 0).put("quarantine_failed", 0);
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).status().isKept()) {
        kept.add(i);
      }
    }
    if (!kept.isEmpty()) {
      List<byte[]> raw = submission.rawEvents();
      // One for all: thousands of events may share a context of a megabyte.
      Origin origin = submission.origin(door.origins().apply(request));
      put(
          request,
          kept.stream().map(i -> entry(results.get(i), raw.get(i), origin.at(i))).toList(),
          log);
    }
  }

  private static Quarantine.Entry entry(Result result, byte[] raw, Origin origin) {
    Fault first = result.errors().getFirst();
    return new Quarantine.Entry(
        result.status().reason().orElseThrow(),
        first.detail(),
        first.pointer(),
        raw,
        result.eventId(),
        null,
        origin);
  }

  private void put(HttpRequest request, List<Quarantine.Entry> entries, LogLine log) {
    try {
      List<Quarantine.Entry> withoutKeys = door.redaction().get().of(entries);
      door.quarantine().put("request_id", request.requestId(), withoutKeys, log);
      log.put("quarantined", entries.size());
    } catch (RuntimeException e) {
      // Of many kinds: a bucket that cannot be asked, a secret that somebody saved as no JSON. What
      // is refused stays refused; a 503 to one who is told so would have it sent for ever.
      log.put("quarantine_failed", entries.size()).error(e, AwsErrors.describe(e));
      if (caller == Caller.UNTOLD) {
        throw Refusal.unavailable("What is refused could not be kept now, send it again");
      }
    }
  }
}
