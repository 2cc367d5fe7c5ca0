package trackline.engines.trail;

import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import trackline.engines.dynamodb.AnsweredCall;
import trackline.engines.dynamodb.CallListener;

/**
 * Writes each call that reads or writes data into the journal before its caller has the answer. A
 * record that cannot be written is told of in the log, and the call goes on.
 */
public final class Recorder implements CallListener {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

  /** Calls after which a table's keys may be others. */
  private static final Set<String> TABLE_CHANGES = Set.of("CreateTable", "DeleteTable");

  private final Journal journal;
  private final KeySchemas schemas;
  private final CallRecords records;

  /** A recorder that asks the client for the keys of tables. */
  public Recorder(Journal journal, Principals principals, Supplier<DynamoDbClient> client) {
    this.journal = journal;
    this.schemas = new KeySchemas(client);
    this.records = new CallRecords(principals, schemas);
  }

  @Override
  public boolean hears(String operation) {
    return Operation.named(operation).isPresent() || TABLE_CHANGES.contains(operation);
  }

  @Override
  public void answered(AnsweredCall call) {
    try {
      if (TABLE_CHANGES.contains(call.operation())) {
        schemas.forget();
      }
      Operation.named(call.operation()).ifPresent(operation -> record(call, operation));
    } catch (RuntimeException e) {
      // Whatever it is: the call was done, and its caller must hear so.
      LOG.error("A call of {} is not in the audit trail", call.operation(), e);
    }
  }

  private void record(AnsweredCall call, Operation operation) {
    records.of(call, operation).ifPresent(record -> append(record.toString(), operation));
  }

  private void append(String record, Operation operation) {
    try {
      journal.append(record);
    } catch (IOException e) {
      LOG.error(
          "A call of {} is not in the audit trail: its journal cannot be written; look at the disk"
              + " of the data folder",
          operation.eventName(),
          e);
    }
  }
}
