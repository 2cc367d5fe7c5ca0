package trackline.importer;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineLine;
import trackline.aws.ReplayRequest;
import trackline.aws.ReplayResult;
import trackline.aws.ReplayResult.Status;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.importer.Item.Piece;
import trackline.importer.Judge.Judged;
import trackline.ledger.Account;
import trackline.time.Deadline;

/** Judges refused objects of files again, by the mapping of today, and writes what passes now. */
record Replay(Mappings mappings, Writer writer) {

  /**
   * Replays the objects; the results are in the order of the entries.
   *
   * @param stored gets what is stored now, by the hour in which it came: refused it was counted
   *     then
   */
  List<ReplayResult> run(ReplayRequest request, Tally stored, Deadline deadline) {
    List<Optional<Judged>> judged = request.entries().stream().map(this::judge).toList();
    List<EventRow> rows = new ArrayList<>();
    for (Optional<Judged> one : judged) {
      if (one.orElse(null) instanceof Judged.Event event) {
        rows.add(event.row());
      }
    }
    Deque<ReplayResult> written = new ArrayDeque<>(results(rows, request.dryRun(), deadline));
    if (!request.dryRun()) {
      count(rows, written, stored);
    }
    List<ReplayResult> results = new ArrayList<>(judged.size());
    for (Optional<Judged> one : judged) {
      results.add(
          switch (one.orElse(null)) {
            case null ->
                ReplayResult.rejected("", "no mapping is for its file, or no time is known");
            case Judged.Event _ -> written.removeFirst();
            case Judged.Refused refused -> refused(refused.entry());
          });
    }
    return results;
  }

  private static void count(List<EventRow> rows, Iterable<ReplayResult> written, Tally stored) {
    Iterator<EventRow> row = rows.iterator();
    for (ReplayResult result : written) {
      EventRow one = row.next();
      if (result.status() == Status.ACCEPTED) {
        stored.add(
            Account.of(one.get(Column.RECEIVED_AT), one.get(Column.SOURCE)),
            new Counts(1, 1, 0, 0, 0));
      }
    }
  }

  private static ReplayResult refused(Quarantine.Entry entry) {
    return ReplayResult.rejected(entry.pointer(), entry.detail());
  }

  private Optional<Judged> judge(QuarantineLine line) {
    @Nullable Instant receivedAt = line.origin().receivedAt();
    Piece piece = new Piece(0, line.raw().length, line.raw());
    return receivedAt == null
        ? Optional.empty()
        : file(line).flatMap(mappings::judge).map(judge -> judge.judge(piece, receivedAt));
  }

  /** The file, from {@code BUCKET/KEY#BYTE}. */
  private static Optional<Landed> file(QuarantineLine line) {
    String id = line.id() == null ? "" : line.id();
    int slash = id.indexOf('/');
    int hash = id.lastIndexOf('#');
    return slash < 0 || hash < slash
        ? Optional.empty()
        : Optional.of(new Landed(id.substring(0, slash), id.substring(slash + 1, hash), "", -1));
  }

  private List<ReplayResult> results(List<EventRow> rows, boolean dryRun, Deadline deadline) {
    Optional<List<Writer.Outcome>> outcomes =
        dryRun ? writer.probe(rows, deadline) : writer.write(rows, deadline, () -> true);
    if (outcomes.isEmpty()) {
      return Collections.nCopies(rows.size(), new ReplayResult(Status.RETRY, null, List.of()));
    }
    List<ReplayResult> results = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      results.add(result(rows.get(i), outcomes.get().get(i)));
    }
    return results;
  }

  private static ReplayResult result(EventRow row, Writer.Outcome outcome) {
    String id = row.get(Column.EVENT_ID);
    return switch (outcome) {
      case ACCEPTED -> new ReplayResult(Status.ACCEPTED, id, List.of());
      case DUPLICATE -> new ReplayResult(Status.DUPLICATE, id, List.of());
      case CONFLICT -> ReplayResult.rejected("", "another event of this user has this id and time");
      case UNFIT -> ReplayResult.rejected("", "cannot be stored: the table refuses it");
      case ERASED -> ReplayResult.rejected("", "the erasure of this user was asked for");
    };
  }
}
