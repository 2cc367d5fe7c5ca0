package trackline.importer;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineReason;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.importer.Judge.Judged;
import trackline.ledger.Account;
import trackline.log.LogLine;
import trackline.time.Deadline;

/**
 * The import of a file, step by step: open, split, map and judge, write, quarantine, receipt. After
 * each batch the receipt says how far it is, and from there on it goes on, whatever happens.
 */
final class Import {
  /** What gzip may become; a bomb becomes anything. */
  private static final long MAX_INFLATED = 16L << 30;

  private final S3Client s3;
  private final Writer writer;
  private final Refusals refusals;
  private final Receipts receipts;
  private final Clock clock;

  Import(S3Client s3, Writer writer, Refusals refusals, Receipts receipts, Clock clock) {
    this.s3 = s3;
    this.writer = writer;
    this.refusals = refusals;
    this.receipts = receipts;
    this.clock = clock;
  }

  /** One invocation's work on a file. */
  private final class Run {
    private final Judge judge;
    private final String owner;
    private final Deadline deadline;
    private final LogLine log;
    private Receipt receipt;
    private final Tally tally = new Tally();
    private boolean progressed;

    private Run(Receipt receipt, Judge judge, String owner, Deadline deadline, LogLine log) {
      this.receipt = receipt;
      this.judge = judge;
      this.owner = owner;
      this.deadline = deadline;
      this.log = log;
    }

    /** Works until the file is done or the time is up; a connection that breaks is opened again. */
    private Receipt run() throws IOException, Receipts.Taken {
      while (true) {
        Splitter.Place before = receipt.place();
        try {
          return runOnce();
        } catch (Source.Gone e) {
          return end(Receipt.Status.LEFT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
          if (receipt.place().equals(before)) {
            throw e;
          }
        }
      }
    }

    private Receipt runOnce() throws IOException, Source.Gone, Receipts.Taken {
      try (Source source = Source.open(s3, receipt.object(), receipt.place().position())) {
        Splitter splitter = new Splitter(source.stream(), receipt.place());
        while (true) {
          Batch batch = new Batch(receipt.place().position(), clock.instant());
          Optional<Item.Ending> ending = fill(batch, splitter);
          if (!write(batch, splitter.place())) {
            return pause();
          }
          if (ending.isPresent()) {
            return end(ending.get(), source);
          }
          if (tally.total().isMostlyRefused()) {
            return end(Receipt.Status.STOPPED, "mostly_refused");
          }
          if (source.isGzip() && receipt.place().position() > MAX_INFLATED) {
            return end(Receipt.Status.STOPPED, "too_large");
          }
          if (deadline.timeLeft().isNegative()) {
            return pause();
          }
        }
      }
    }

    /** Takes items until the batch is full; the ending where the file has no more. */
    private Optional<Item.Ending> fill(Batch batch, Splitter splitter) throws IOException {
      while (!batch.isFull()) {
        switch (splitter.next()) {
          case Item.Piece piece -> batch.add(piece, judge.judge(piece, batch.receivedAt()));
          case Item.Broken broken -> batch.add(broken);
          case Item.End end -> {
            return Optional.of(end.ending());
          }
        }
      }
      return Optional.empty();
    }

    /** Whether all of the batch is in the table or in quarantine, and the receipt says so. */
    private boolean write(Batch batch, Splitter.Place reached) throws Receipts.Taken {
      Optional<List<Writer.Outcome>> outcomes = writer.write(batch.rows(), deadline, this::keep);
      if (outcomes.isEmpty()) {
        return false;
      }
      List<Judged.Refused> refused = new ArrayList<>(batch.refused());
      refused.addAll(refused(batch.events(), outcomes.get()));
      refusals.put(receipt, batch, refused, log);
      Counts more = counts(batch.items(), outcomes.get(), refused.size());
      receipt = receipt.after(reached, more);
      receipts.record(receipt, owner);
      tally.add(Account.of(batch.receivedAt(), judge.source()), more);
      progressed = true;
      return true;
    }

    /**
     * Keeps the file while a batch waits for the table: whoever took it over would count the events
     * of this batch that are stored already as duplicates, and this invocation could count none.
     *
     * @return whether it is still this invocation's; true where that is not known, since the
     *     receipt after the batch asks again
     */
    private boolean keep() {
      try {
        receipts.record(receipt, owner);
        return true;
      } catch (Receipts.Taken e) {
        return false;
      } catch (RuntimeException e) {
        return true;
      }
    }

    private Receipt end(Item.Ending ending, Source source) throws Receipts.Taken {
      return switch (ending) {
        case HOPELESS -> end(Receipt.Status.STOPPED, "no_objects");
        case CUT_OFF -> end(Receipt.Status.INCOMPLETE, "truncated");
        case WHOLE ->
            source.isDamaged()
                ? end(Receipt.Status.INCOMPLETE, "damaged_gzip")
                : end(Receipt.Status.DONE, "");
      };
    }

    private Receipt end(Receipt.Status status, String reason) throws Receipts.Taken {
      receipt = receipt.ended(status, reason);
      receipts.record(receipt, owner);
      return receipt;
    }

    /**
     * Leaves the rest to another invocation.
     *
     * @throws IllegalStateException when this one achieved nothing: then Lambda waits before it
     *     tries again, and does so a few times only
     */
    private Receipt pause() throws Receipts.Taken {
      receipts.release(receipt, owner);
      if (!progressed) {
        throw new IllegalStateException("The table takes no events");
      }
      return receipt;
    }
  }

  /**
   * Imports a file, or goes on with it.
   *
   * @param owner the invocation, under a name that it has again when Lambda repeats it
   * @param deadline until when there is time for it
   * @param log gets what goes to quarantine, by its reasons
   * @param report told what this invocation has counted, however it ends
   * @return the file's receipt, whose status is running when the time was up
   * @throws Receipts.Taken when another invocation works on it
   */
  Receipt run(
      Landed object,
      Judge judge,
      String owner,
      Deadline deadline,
      LogLine log,
      Consumer<Tally> report)
      throws IOException, Receipts.Taken {
    Run run = new Run(receipts.take(object, owner), judge, owner, deadline, log);
    try {
      return run.run();
    } finally {
      report.accept(run.tally);
    }
  }

  private static List<Judged.Refused> refused(
      List<Judged.Event> events, List<Writer.Outcome> outcomes) {
    List<Judged.Refused> refused = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      switch (outcomes.get(i)) {
        case CONFLICT ->
            refused.add(
                refused(
                    events.get(i),
                    QuarantineReason.CONFLICT,
                    "another event of this user has this id and time, with other content"));
        case UNFIT ->
            refused.add(
                refused(
                    events.get(i),
                    QuarantineReason.INVALID,
                    "cannot be stored: the table refuses it"));
        case ACCEPTED, DUPLICATE, ERASED -> {}
      }
    }
    return refused;
  }

  private static Judged.Refused refused(
      Judged.Event event, QuarantineReason reason, String detail) {
    EventRow row = event.row();
    return new Judged.Refused(
        event.piece().start(),
        new Quarantine.Entry(reason, detail, "", event.piece().bytes(), row.get(Column.EVENT_ID)));
  }

  private static Counts counts(int items, List<Writer.Outcome> outcomes, int quarantined) {
    return new Counts(
        items,
        count(outcomes, Writer.Outcome.ACCEPTED),
        count(outcomes, Writer.Outcome.DUPLICATE),
        quarantined,
        count(outcomes, Writer.Outcome.ERASED));
  }

  private static long count(List<Writer.Outcome> outcomes, Writer.Outcome wanted) {
    return outcomes.stream().filter(outcome -> outcome == wanted).count();
  }
}
