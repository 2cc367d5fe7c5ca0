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
      List.of(
          "GetItem",
          "BatchGetItem",
          "TransactGetItems",
          "Query",
          "Scan",
          "SearchVectors",
          "ExecuteStatement",
          "BatchExecuteStatement",
          "ExecuteTransaction"),
      List.of("Get", "ConditionCheck", "SELECT", "EXISTS")),
  WRITE(
      List.of(
          "PutItem",
          "UpdateItem",
          "DeleteItem",
          "BatchWriteItem",
          "TransactWriteItems",
          "ExecuteStatement",
          "BatchExecuteStatement",
          "ExecuteTransaction"),
      List.of("Put", "Update", "Delete", "INSERT")),
  DELETE(
      List.of(
          "DeleteItem",
          "BatchWriteItem",
          "TransactWriteItems",
          "ExecuteStatement",
          "BatchExecuteStatement",
          "ExecuteTransaction"),
      List.of("Delete")),

  /** Reads of a table's stream, which the trail leaves out. */
  STREAM(List.of("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"), List.of()),

  /** Calls about tables and not about items, which the trail leaves out. */
  MANAGEMENT(
      List.of(
          "CreateBackup",
          "CreateGlobalTable",
          "CreateTable",
          "DeleteBackup",
          "DeleteResourcePolicy",
          "DeleteTable",
          "DescribeBackup",
          "DescribeContinuousBackups",
          "DescribeContributorInsights",
          "DescribeEndpoints",
          "DescribeExport",
          "DescribeGlobalTable",
          "DescribeGlobalTableSettings",
          "DescribeImport",
          "DescribeKinesisStreamingDestination",
          "DescribeLimits",
          "DescribeTable",
          "DescribeTableReplicaAutoScaling",
          "DescribeTimeToLive",
          "DisableKinesisStreamingDestination",
          "EnableKinesisStreamingDestination",
          "ExportTableToPointInTime",
          "GetResourcePolicy",
          "ImportTable",
          "ListBackups",
          "ListContributorInsights",
          "ListExports",
          "ListGlobalTables",
          "ListImports",
          "ListTables",
          "ListTagsOfResource",
          "PutResourcePolicy",
          "RestoreTableFromBackup",
          "RestoreTableToPointInTime",
          "TagResource",
          "UntagResource",
          "UpdateContinuousBackups",
          "UpdateContributorInsights",
          "UpdateGlobalTable",
          "UpdateGlobalTableSettings",
          "UpdateKinesisStreamingDestination",
          "UpdateTable",
          "UpdateTableReplicaAutoScaling",
          "UpdateTimeToLive"),
      List.of());

  private static final List<Effect> OF_DATA = List.of(READ, WRITE, DELETE, STREAM);

  private final List<String> calls;
  private final List<String> within;

  Effect(List<String> calls, List<String> within) {
    this.calls = calls;
    this.within = within;
  }

  /** The calls of DynamoDB's API that may have this effect. */
  public List<String> calls() {
    return calls;
  }

  /** The verbs as alternatives of an expression. */
  public String alternatives() {
    return String.join("|", verbs().toList());
  }

  /** The verbs that a recorded call is known by, as alternatives of an expression. */
  public static String known() {
    return OF_DATA.stream().flatMap(Effect::verbs).distinct().collect(Collectors.joining("|"));
  }

  private Stream<String> verbs() {
    return Stream.concat(calls.stream(), within.stream());
  }
}
