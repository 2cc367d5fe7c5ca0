package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.audit.Denials;
import trackline.audit.Effect;

/** Which recorded calls the metric filters of stacks/audit.yaml count, and who hears of it. */
class AuditAlarmsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Stack AUDIT = Stack.read("stacks/audit.yaml");

  private static final String LISTED_ROLE = "arn:aws:iam::111122223333:role/auditors/Reader";
  private static final String LISTED_USER = "arn:aws:iam::111122223333:user/alice";
  private static final Map<String, String> READERS =
      Map.of("AuditReaders", LISTED_ROLE + "," + LISTED_USER);

  private static final String STRANGER = role("arn:aws:iam::111122223333:role/Stranger", "AROAX");
  private static final String USER =
      "{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::111122223333:user/bob\",\"userName\":\"bob\"}";

  private static String role(String arn, String id) {
    return """
        {"type":"AssumedRole","principalId":"%2$s:session",
         "arn":"arn:aws:sts::111122223333:assumed-role/some/session",
         "sessionContext":{"sessionIssuer":{"type":"Role","principalId":"%2$s","arn":"%1$s"}}}"""
        .formatted(arn, id);
  }

  /** The forms in which CloudTrail's documentation prints calls. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "PutItem;{\"tableName\":\"Music\",\"key\":{\"Artist\":\"DeleteItem\"},\"item\":[\"Artist\"]};''",
        "UpdateItem;{\"tableName\":\"Music\",\"updateExpression\":\"DELETE #Y :y\"};''",
        "DeleteItem;{\"tableName\":\"Music\",\"key\":{\"Artist\":\"a\"}};AuditDeletes",
        "TransactWriteItems;{\"requestItems\":[{\"operation\":\"Put\"},{\"operation\":\"Delete\",\"TableName\":\"Music\"}]};AuditDeletes",
        "TransactWriteItems;{\"requestItems\":[{\"operation\":\"Put\"}]};''",
        "BatchWriteItem;{\"requestItems\":[{\"operation\":\"Delete\",\"tableName\":\"Music\"}]};AuditDeletes",
        "BatchWriteItem;{\"requestItems\":{\"Music\":[{\"deleteRequest\":{\"key\":{}}}]}};AuditDeletes",
        "BatchWriteItem;{\"requestItems\":[{\"operation\":\"Put\",\"tableName\":\"Music\"}]};''",
        "ExecuteStatement;{\"statement\":\"DELETE FROM Music WHERE Artist = 'a'\"};AuditDeletes",
        "ExecuteStatement;{\"statement\":\"\\n  delete from Music\"};AuditDeletes",
        "ExecuteStatement;{\"statement\":\"SELECT * FROM Music WHERE Artist = 'delete'\"};AuditUnlistedReads",
        "ExecuteStatement;{\"statement\":\"\\n select * FROM Music\"};AuditUnlistedReads",
        "ExecuteStatement;{\"statement\":\"INSERT INTO Music VALUE {'Artist' : ***(Redacted)}\"};''",
        "BatchExecuteStatement;{\"requestItems\":[{\"statement\":\"INSERT INTO Music VALUE {}\"},{\"statement\":\"DELETE FROM Music\"}]};AuditDeletes",
        "ExecuteTransaction;{\"requestItems\":[{\"statement\":\"UPDATE carts SET a = 1\"},{\"statement\":\"delete from \\\"invoices\\\" WHERE id = 'i'\"}]};AuditDeletes",
        "ExecuteTransaction;{\"requestItems\":[{\"statement\":\"EXISTS(SELECT * FROM Music)\"}]};AuditUnlistedReads",
        "ExecuteStatement;{\"statement\":\"(SELECT * FROM Music)\"};AuditUnlistedReads",
        "TransactWriteItems;{\"requestItems\":[{\"operation\":\"Put\",\"tableName\":\"carts\",\"key\":{\"id\":\"c\"},\"items\":[\"id\"]},{\"operation\":\"Delete\",\"tableName\":\"arn:aws:dynamodb:eu-central-1:111122223333:table/invoices\",\"key\":{\"id\":\"i\"}}]};AuditDeletes",
        "SearchVectors;{\"tableName\":\"Music\",\"indexName\":\"i\"};AuditUnlistedReads",
        "BatchExecuteStatement;{\"requestItems\":[{\"statement\":\"UPDATE Music SET a = 1\"},{\"statement\":\"INSERT INTO Music VALUE {}\"}]};''",
        "BatchExecuteStatement;{\"requestItems\":[{\"statement\":\"SELECT * FROM Music\"}]};AuditUnlistedReads",
        "ExecuteTransaction;{\"requestItems\":[{\"statement\":\"select * FROM Music\"}]};AuditUnlistedReads",
        "GetItem;{\"tableName\":\"Music\",\"key\":{\"Artist\":\"a\"}};AuditUnlistedReads",
        "BatchGetItem;{\"requestItems\":[{\"operation\":\"Get\"}]};AuditUnlistedReads",
        "TransactGetItems;{\"requestItems\":[{\"operation\":\"Get\"}]};AuditUnlistedReads",
        "Query;{\"tableName\":\"Music\"};AuditUnlistedReads",
        "Scan;{\"tableName\":\"Music\"};AuditUnlistedReads",
        "Scan;null;AuditUnlistedReads"
      })
  void callsAreCountedByWhatTheyDo(String name, String parameters, String metric) {
    Set<String> expected = metric.equals("''") ? Set.of() : Set.of(metric);

    assertThat(List.of(STRANGER, USER))
        .allSatisfy(
            who -> assertThat(counted(call(name, who, parameters, null))).isEqualTo(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AccessDenied",
        "AccessDeniedException",
        "Client.UnauthorizedAccess",
        "UnrecognizedClientException",
        "InvalidSignatureException"
      })
  void deniedCallsAreCounted(String error) {
    assertThat(counted(call("PutItem", STRANGER, "{}", error))).containsExactly("AuditDenied");
    assertThat(counted(call("PutItem", STRANGER, "{}", "ConditionalCheckFailedException")))
        .isEmpty();
  }

  @Test
  void thoseOnTheListMayReadAndTheStacksOwnRolesToo() {
    List<String> listed =
        List.of(
            role(LISTED_ROLE, "AROAL"),
            "{\"type\":\"IAMUser\",\"arn\":\"" + LISTED_USER + "\"}",
            role("arn:aws:iam::000000000000:role/ingest", "trackline-ingest-role.RoleId"),
            role("arn:aws:iam::000000000000:role/query", "trackline-query-role.RoleId"),
            role("arn:aws:iam::000000000000:role/rollup", "trackline-rollup-role.RoleId"),
            role("arn:aws:iam::000000000000:role/importer", "trackline-importer-role.RoleId"));

    assertThat(listed)
        .allSatisfy(who -> assertThat(counted(call("Query", who, "{}", null))).isEmpty());
    assertThat(listed.subList(0, 2))
        .allSatisfy(
            who ->
                assertThat(
                        counted(
                            call("ExecuteStatement", who, "{\"statement\":\"SELECT 1\"}", null)))
                    .isEmpty());
  }

  /** Every call of the one list, and what is on no list yet and called a read by CloudTrail. */
  @Test
  void readsAndDeletesOfTheListAreCounted() {
    assertThat(Effect.READ.calls())
        .filteredOn(AuditAlarmsTest::reads) // PartiQL is told by its text
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(counted(call(name, USER, "{}", null)))
                    .containsExactly("AuditUnlistedReads"));
    ObjectNode unknown = ((ObjectNode) call("PeekItems", USER, "{}", null)).put("readOnly", true);
    assertThat(counted(unknown)).containsExactly("AuditUnlistedReads");
    assertThat(Effect.DELETE.calls()).contains("DeleteItem", "TransactWriteItems");
  }

  /** Reads and deletes of objects have questions of their own, and no alarm; denials are heard. */
  @ParameterizedTest
  @ValueSource(strings = {"GetObject", "HeadObject", "DeleteObject", "DeleteObjects", "PutObject"})
  void ofCallsToObjectsTheDeniedOnesAreCounted(String name) {
    assertThat(counted(object(name, null))).isEmpty();
    assertThat(counted(object(name, "NoSuchKey"))).isEmpty();
    assertThat(counted(object(name, "AccessDenied"))).containsExactly("AuditDenied");
  }

  private static JsonNode object(String name, @Nullable String error) {
    ObjectNode object = (ObjectNode) call(name, USER, "{\"bucketName\":\"b\"}", error);
    return object
        .put("eventSource", "s3.amazonaws.com")
        .put("readOnly", name.startsWith("Get") || name.startsWith("Head"));
  }

  /** The alarm hears what the questions call a denial, of tables and of objects. */
  @Test
  void everyDenialOfTheListIsCounted() {
    assertThat(Denials.errors())
        .isNotEmpty()
        .allSatisfy(
            part -> {
              String error = "A" + part + "B";
              assertThat(counted(call("PutItem", USER, "{}", error)))
                  .containsExactly("AuditDenied");
              assertThat(counted(object("PutObject", error))).containsExactly("AuditDenied");
            });
  }

  /** A service, or another account, has neither a session nor an ARN. */
  @Test
  void thoseWithoutAnArnAreOnNoList() {
    assertThat(
            List.of(
                "{\"type\":\"AWSService\",\"invokedBy\":\"dax.amazonaws.com\"}",
                "{\"type\":\"AWSAccount\",\"principalId\":\"AIDA\",\"accountId\":\"444455556666\"}",
                "{\"type\":\"Root\",\"arn\":\"arn:aws:iam::111122223333:root\"}"))
        .allSatisfy(
            who ->
                assertThat(counted(call("Scan", who, "{}", null)))
                    .containsExactly("AuditUnlistedReads"));
  }

  /** Each call is counted by one filter of a metric at most, however a missing member is read. */
  private static Set<String> counted(JsonNode call) {
    Set<String> either = metrics(call, true);
    assertThat(metrics(call, false)).isEqualTo(either);
    return either;
  }

  private static Set<String> metrics(JsonNode call, boolean missingDiffers) {
    Set<String> metrics = new TreeSet<>();
    filters(READERS)
        .values()
        .forEach(
            filter -> {
              if (FilterPattern.matches(
                  filter.path("FilterPattern").asText(), call, missingDiffers)) {
                String metric = filter.at("/MetricTransformations/0/MetricName").asText();
                assertThat(metrics.add(metric)).as("Counted twice: " + call).isTrue();
              }
            });
    return metrics;
  }

  private static JsonNode call(String name, String who, String parameters, @Nullable String error) {
    try {
      return JSON.readTree(
          """
          {"eventVersion":"1.08","userIdentity":%s,
           "eventSource":"dynamodb.amazonaws.com","eventName":"%s","errorCode":%s,
           "requestParameters":%s,"readOnly":%s}"""
              .formatted(
                  who, name, error == null ? null : "\"" + error + "\"", parameters, reads(name)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** What CloudTrail says of a call: PartiQL's are no reads to it. */
  private static boolean reads(String name) {
    return Effect.READ.calls().contains(name) && !Effect.WRITE.calls().contains(name);
  }

  private static Map<String, JsonNode> filters(Map<String, String> parameters) {
    Map<String, JsonNode> filters =
        new LinkedHashMap<>(Resolved.template(parameters).resources("AWS::Logs::MetricFilter"));
    filters.keySet().retainAll(AUDIT.resources("AWS::Logs::MetricFilter").keySet());
    assertThat(filters).hasSize(6);
    return filters;
  }

  /** With the longest list that the parameter takes, and ids as long as AWS makes them. */
  @Test
  void patternsFitIntoWhatALogGroupTakes() {
    Stack stack = Stack.read();
    int longest = Integer.parseInt(stack.parameter("AuditReaders").get("MaxLength").toString());
    String one = "arn:aws:iam::111122223333:role/" + "r".repeat((longest - 3) / 4 - 31);
    String four = String.join(",", one, one, one, one);

    assertThat(four).hasSizeGreaterThan(longest - 4).hasSizeLessThanOrEqualTo(longest);
    assertThat(four).matches(stack.parameter("AuditReaders").get("AllowedPattern").toString());
    assertThat(four + ",arn:aws:iam::111122223333:role/r")
        .doesNotMatch(stack.parameter("AuditReaders").get("AllowedPattern").toString());
    assertThat(filters(Map.of("AuditReaders", four)).values())
        .extracting(filter -> filter.path("FilterPattern").asText())
        .extracting(p -> p.replaceAll("trackline-[a-z-]+-role\\.RoleId", "AROA" + "A".repeat(17)))
        .allMatch(pattern -> pattern.length() <= FilterPattern.LONGEST)
        .filteredOn(pattern -> pattern.contains("%"))
        .as("A log group takes five patterns with expressions in them")
        .hasSizeLessThanOrEqualTo(5)
        .as("A pattern of JSON takes two")
        .allMatch(pattern -> pattern.chars().filter(c -> c == '%').count() <= 4);
  }

  @Test
  void everyMetricHasAnAlarmThatIsHeard() {
    Set<Object> metrics = new TreeSet<>();
    AUDIT
        .resources("AWS::Logs::MetricFilter")
        .values()
        .forEach(
            filter -> {
              Map<String, Object> transformation =
                  Stack.map(
                      Stack.list(filter.properties().get("MetricTransformations")).getFirst());
              assertThat(transformation).containsEntry("MetricValue", "1");
              assertThat(filter.properties())
                  .containsEntry("LogGroupName", Map.of("Ref", "TrailLogGroup"));
              metrics.add(transformation.get("MetricName"));
            });

    assertThat(AUDIT.resources("AWS::CloudWatch::Alarm").values())
        .allSatisfy(
            alarm ->
                assertThat(alarm.properties().get("AlarmActions").toString())
                    .contains("TellsOfAlarms", "AlarmTopicArn"))
        .filteredOn(alarm -> !alarm.id().equals("SilenceAlarm"))
        .allSatisfy(
            alarm ->
                assertThat(alarm.properties())
                    .containsEntry("Namespace", Map.of("Fn::Sub", "Trackline/${Stack}")))
        .extracting(alarm -> alarm.properties().get("MetricName"))
        .containsExactlyInAnyOrderElementsOf(metrics);
  }

  /** No call at all for a day is no quiet day: the rollups alone make some. */
  @Test
  void aTrailThatIsStoppedIsMissed() {
    assertThat(AUDIT.resource("AWS::CloudWatch::Alarm", "SilenceAlarm").properties())
        .containsEntry("MetricName", "IncomingLogEvents")
        .containsEntry("ComparisonOperator", "LessThanThreshold")
        .containsEntry("TreatMissingData", "breaching")
        .extractingByKey("Dimensions")
        .asString()
        .contains("TrailLogGroup");
  }
}
