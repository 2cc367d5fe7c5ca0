package trackline.attach;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import trackline.aws.StreamArn;
import trackline.aws.TableStream;
import trackline.log.LogLine;

/**
 * Brings the mappings in line with the tables: each table's latest stream has one, an old stream
 * keeps its own until it is drained, and a table that is no longer named has none.
 */
record Attachments(
    Settings settings,
    DynamoDbClient dynamoDb,
    Mappings mappings,
    Examination examination,
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
  Report detach(Patience patience) {
    Report report = new Report();
    for (Mapping mapping : mappings.all()) {
      mappings.delete(mapping, patience);
      report.detached();
    }
    return report;
  }

  /** The work of one invocation. */
  private final class Work {
    private final List<Mapping> present;
    private final Report report;
    private final LogLine log;
    private final Patience patience;

    Work(List<Mapping> present, Report report, LogLine log, Patience patience) {
      this.present = present;
      this.report = report;
      this.log = log;
      this.patience = patience;
    }

    void on(List<Finding> findings) {
      for (Finding finding : findings) {
        try {
          on(finding);
        } catch (AwsServiceException e) {
          log.error(e);
          report.refuse(finding.table().name() + " cannot be attached: " + reason(e));
        }
      }
      present.stream()
          .filter(mapping -> settings.tables().stream().noneMatch(table -> isOf(table, mapping)))
          .forEach(this::detach);
    }

    private void on(Finding finding) {
      switch (finding) {
        case Finding.Attachable attachable -> attach(attachable);
        case Finding.Refused refused -> drain(refused.table(), Optional.empty());
      }
    }

    private static String reason(AwsServiceException e) {
      return e.awsErrorDetails() == null
          ? String.valueOf(e.getMessage())
          : e.awsErrorDetails().errorMessage();
    }

    private static boolean isOf(ExistingTable table, Mapping mapping) {
      return mapping.stream().table().equals(table.name());
    }

    private List<Mapping> of(ExistingTable table) {
      return present.stream().filter(mapping -> isOf(table, mapping)).toList();
    }

    private void attach(Finding.Attachable found) {
      Optional<StreamArn> latest =
          found.stream().isOn() ? found.stream().arn() : enable(found.table(), found.stream());
      latest.ifPresent(
          stream -> {
            read(found.table(), stream);
            drain(found.table(), latest);
          });
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

    private void read(ExistingTable table, StreamArn stream) {
      Optional<Mapping> mapping =
          of(table).stream().filter(one -> one.stream().equals(stream)).findFirst();
      if (mapping.isPresent()) {
        mappings.update(mapping.get(), patience);
      } else {
        mappings.create(stream, patience);
        report.created();
        of(table).stream()
            .map(Mapping::stream)
            .max(Comparator.comparing(StreamArn::label))
            .ifPresent(old -> follow(old, stream));
      }
      report.attached();
    }

    private void follow(StreamArn from, StreamArn to) {
      report.followed();
      announcements.followed(from, to, log);
    }

    private void drain(ExistingTable table, Optional<StreamArn> latest) {
      for (Mapping mapping : of(table)) {
        if (!latest.equals(Optional.of(mapping.stream()))
            && drainage.isOver(mapping.stream(), latest)) {
          mappings.delete(mapping, patience);
          report.drained();
          announcements.drained(mapping.stream(), latest, log);
        }
      }
    }

    private void detach(Mapping mapping) {
      mappings.delete(mapping, patience);
      report.detached();
    }
  }
}
