package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import trackline.aws.QuarantineDoor;
import trackline.aws.ReplayRequest;
import trackline.aws.ReplayResult;
import trackline.http.HttpExchange;
import trackline.ingest.Admission.Received;
import trackline.intake.Reception;
import trackline.ledger.Account;
import trackline.log.LogLine;
import trackline.segment.SegmentTime;
import trackline.time.Deadline;

/**
 * Judges lines of the quarantine again, by the plan of today and with the reception of then, and
 * stores what passes now. Nothing of it goes to quarantine again.
 *
 * <p>It is asked by an invocation, which takes the right to invoke the function. What a client
 * sends over HTTP is never taken for it: that comes inside the gateway's payload.
 */
final class Replay implements HttpExchange.Direct {
  private final Admission admission;
  private final SegmentAdmission segment;

  Replay(Admission admission, SegmentAdmission segment) {
    this.admission = admission;
    this.segment = segment;
  }

  @Override
  public Optional<JsonNode> answer(JsonNode event, Deadline deadline, Consumer<String> logger) {
    return ReplayRequest.of(event).map(request -> answer(request, deadline, logger));
  }

  private JsonNode answer(ReplayRequest request, Deadline deadline, Consumer<String> logger) {
    List<Reread> reread =
        request.entries().stream().map(line -> Reread.of(request.door(), line)).toList();
    List<Received> events = reread.stream().flatMap(one -> one.events().stream()).toList();
    List<Result> results = judge(request, events, deadline);
    List<ReplayResult> answers = new ArrayList<>(reread.size());
    int next = 0;
    for (Reread one : reread) {
      int end = next + one.events().size();
      answers.add(one.result(results.subList(next, end)));
      next = end;
    }
    String requestId = UUID.randomUUID().toString();
    if (!request.dryRun()) {
      accepted(events, results)
          .forEach(
              (account, count) ->
                  account
                      .log(new LogLine("ingest", requestId))
                      .put("accepted", count)
                      .writeTo(logger));
    }
    LogLine log = new LogLine("ingest", requestId);
    List<ReplayResult> all = request.all(answers);
    ReplayResult.log(request, all, log);
    log.writeTo(logger);
    return ReplayResult.answer(all);
  }

  /** What is stored now counts in the hour in which it came; refused it was counted then. */
  private static Map<Account, Long> accepted(List<Received> events, List<Result> results) {
    Map<Account, Long> accepted = new TreeMap<>();
    for (int i = 0; i < results.size(); i++) {
      Reception reception = events.get(i).reception();
      if (results.get(i).status() == Result.Status.ACCEPTED) {
        Account account = Account.of(reception.receivedAt(), reception.source());
        accepted.merge(account, 1L, Long::sum);
      }
    }
    return accepted;
  }

  private List<Result> judge(ReplayRequest request, List<Received> events, Deadline deadline) {
    Function<List<Received>, List<Result>> way =
        request.dryRun()
            ? received -> admission.probe(received, deadline)
            : received -> admission.admit(received, deadline);
    return switch (QuarantineDoor.named(request.door()).orElse(QuarantineDoor.INGEST)) {
      case SEGMENT, PIXEL -> segment.again(events, SegmentTime.BY_CLIENT, way);
      case WEBHOOK -> segment.again(events, SegmentTime.CORRECTED, way);
      // Of a door that is none of this function's there are no events.
      case INGEST, TAG, FORWARD, IMPORTER -> way.apply(events);
    };
  }
}
