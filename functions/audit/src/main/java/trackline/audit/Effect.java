package trackline.audit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a verb of DynamoDB does to a table's items: the one list of verbs, from which the questions
 * and the recorder on one machine are made, and which the tests hold against the SDK and the
 * alarms.
 *
 * <p>A verb is what a record names: the call itself, an operation within a batch or a transaction,
 * or the first word of a PartiQL statement. A call that may do one or another stands under each,
 * for where its record does not tell.
 */
public enum Effect {
  READ(
      "GetItem|BatchGetItem|TransactGetItems|Query|Scan|SearchVectors|ExecuteStatement|"
          + "BatchExecuteStatement|ExecuteTransaction",
      "Get|ConditionCheck|SELECT|EXISTS"),
  WRITE(
      "PutItem|UpdateItem|DeleteItem|BatchWriteItem|TransactWriteItems|"
          + "ExecuteStatement|BatchExecuteStatement|ExecuteTransaction",
      "Put|Update|Delete|INSERT"),
  DELETE(
      "DeleteItem|BatchWriteItem|TransactWriteItems|ExecuteStatement|"
          + "BatchExecuteStatement|ExecuteTransaction",
      "Delete"),

  /** Reads of a table's stream, which the trail leaves out. */
  STREAM("DescribeStream|GetRecords|GetShardIterator|ListStreams", ""),

  /** Calls about tables and not about items, which the trail leaves out. */
  MANAGEMENT(
      "CreateBackup|CreateGlobalTable|CreateTable|DeleteBackup|DeleteResourcePolicy|"
          + "DeleteTable|DescribeBackup|DescribeContinuousBackups|"
          + "DescribeContributorInsights|DescribeEndpoints|DescribeExport|"
          + "DescribeGlobalTable|DescribeGlobalTableSettings|DescribeImport|"
          + "DescribeKinesisStreamingDestination|DescribeLimits|DescribeTable|"
          + "DescribeTableReplicaAutoScaling|DescribeTimeToLive|"
          + "DisableKinesisStreamingDestination|EnableKinesisStreamingDestination|"
          + "ExportTableToPointInTime|GetResourcePolicy|ImportTable|ListBackups|"
          + "ListContributorInsights|ListExports|ListGlobalTables|ListImports|ListTables|"
          + "ListTagsOfResource|PutResourcePolicy|RestoreTableFromBackup|"
          + "RestoreTableToPointInTime|TagResource|UntagResource|UpdateContinuousBackups|"
          + "UpdateContributorInsights|UpdateGlobalTable|UpdateGlobalTableSettings|"
          + "UpdateKinesisStreamingDestination|UpdateTable|UpdateTableReplicaAutoScaling|"
          + "UpdateTimeToLive",
      "");

  private final String calls;
  private final String within;

  Effect(String calls, String within) {
    this.calls = calls;
    this.within = within;
  }

  /** The calls of DynamoDB's API that may have this effect. */
  public List<String> calls() {
    return List.of(calls.split("\\|", -1));
  }

  /** The verbs as alternatives of an expression. */
  public String alternatives() {
    return within.isEmpty() ? calls : calls + "|" + within;
  }

  /** The verbs that a recorded call is known by, as alternatives of an expression. */
  public static String known() {
    return Stream.of(READ, WRITE, DELETE, STREAM)
        .flatMap(effect -> Stream.of(effect.alternatives().split("\\|", -1)))
        .distinct()
        .collect(Collectors.joining("|"));
  }
}
