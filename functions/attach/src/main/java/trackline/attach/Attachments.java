package trackline.attach;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import trackline.aws.StreamArn;
import trackline.aws.TableStream;
import trackline.log.LogLine;

/**
 * Brings the mappings in line with the tables: each table's latest stream has one, an old stream
 * has its own until it is drained, and a table that is no longer named has none.
 */
record Attachments(
    Settings settings,
    DynamoDbClient dynamoDb,
    Mappings mappings,
    Examination examination,
    Streams streams,
    Drainage drainage,
    Announcements announcements) {

  /**
   * Attaches the tables that can be.
   *
   * @param orNone whether nothing is done where one cannot be
   */
  Report attach(boolean orNone, LogLine log, Patience patience) {
    List<Mapping> present = mappings.all();
    List<Finding> findings =
        settings.tables().stream().map(table -> examination.of(table, present)).toList();
    Report report = new Report();
    for (Finding finding : findings) {
      if (finding instanceof Finding.Refused refused) {
        report.refuse(refused.reason());
      }
    }
    if (report.isWhole() || !orNone) {
      new Work(present, report, log, patience).on(findings);
    }
    return report;
  }

  /** Takes every mapping away; the tables and their streams stay as they are. */
  Report detach(LogLine log, Patience patience) {
    Work work = new Work(mappings.all(), new Report(), log, patience);
    work.detach(mapping -> true);
    return work.report;
  }

  /** The work of one invocation. */
  private final class Work {
    private final List<Mapping> present;
    private final Report report;
    private final LogLine log;
    private final Patience whole;

    /** What of it the table has that is being worked on. */
    private Patience patience;

    Work(List<Mapping> present, Report report, LogLine log, Patience patience) {
      this.present = present;
      this.report = report;
      this.log = log;
      this.whole = patience;
      this.patience = patience;
    }

    void on(List<Finding> findings) {
      int left = findings.size();
      for (Finding finding : findings) {
        patience = whole.share(left--);
        try {
          on(finding);
        } catch (RuntimeException e) {
          refuse(finding.table().name() + " cannot be attached: ", e);
        }
      }
      patience = whole;
      detach(mapping -> settings.tables().stream().noneMatch(table -> isOf(table, mapping)));
    }

    private void refuse(String what, RuntimeException e) {
      log.error(e);
      report.refuse(what + Reason.of(e));
    }

    private void on(Finding finding) {
      ExistingTable table = finding.table();
      Set<StreamArn> mapped = new HashSet<>(of(table).stream().map(Mapping::stream).toList());
      if (table.only().isEmpty()) {
        streams.missed(table.name(), List.copyOf(mapped)).forEach(stream -> create(stream, mapped));
      }
      if (finding instanceof Finding.Attachable found) {
        latest(found).ifPresent(stream -> read(table, stream, mapped));
      }
      drain(table, mapped);
    }

    /** Where one stream alone is to be read, those after it are not. */
    private static boolean isOf(ExistingTable table, Mapping mapping) {
      return mapping.stream().table().equals(table.name())
          && table
              .only()
              .filter(only -> mapping.stream().label().compareTo(only.label()) > 0)
              .isEmpty();
    }

    private List<Mapping> of(ExistingTable table) {
      return present.stream().filter(mapping -> isOf(table, mapping)).toList();
    }

    private Optional<StreamArn> latest(Finding.Attachable found) {
      return found.stream().isOn() ? found.stream().arn() : enable(found.table(), found.stream());
    }

    private Optional<StreamArn> enable(ExistingTable table, TableStream off) {
      TableStream.enable(dynamoDb, table.name(), settings.readsAllChanges());
      report.enabled();
      while (patience.pause()) {
        TableStream stream = TableStream.find(dynamoDb, table.name());
        if (stream.isOn() && !stream.arn().equals(off.arn())) {
          return stream.arn();
        }
      }
      report.refuse(
          table.name() + " has a stream that is being turned on; it is read from the next run on");
      return Optional.empty();
    }

    private void read(ExistingTable table, StreamArn stream, Set<StreamArn> mapped) {
      of(table).stream()
          .filter(one -> one.stream().equals(stream))
          .findFirst()
          .ifPresent(mapping -> mappings.update(mapping, patience));
      if (!mapped.contains(stream)) {
        create(stream, mapped);
      }
      report.attached(table.name());
    }

    private void create(StreamArn stream, Set<StreamArn> mapped) {
      mappings.create(stream, patience);
      report.created();
      newest(mapped).ifPresent(old -> follow(old, stream));
      mapped.add(stream);
    }

    private static Optional<StreamArn> newest(Collection<StreamArn> streams) {
      return streams.stream().max(Comparator.comparing(StreamArn::label));
    }

    private void follow(StreamArn from, StreamArn to) {
      report.followed();
      announcements.followed(from, to, log);
    }

    private void drain(ExistingTable table, Set<StreamArn> mapped) {
      for (Mapping mapping : of(table)) {
        if (drainage.isOver(mapping.stream(), mapped)) {
          mappings.delete(mapping, patience);
          report.drained();
          announcements.drained(mapping.stream(), newest(mapped), log);
        }
      }
    }

    void detach(Predicate<Mapping> which) {
      present.stream().filter(which).forEach(this::detach);
    }

    private void detach(Mapping mapping) {
      try {
        mappings.delete(mapping, patience);
        report.detached();
      } catch (RuntimeException e) {
        refuse(mapping.stream().table() + " cannot be detached: ", e);
      }
    }
  }
}
