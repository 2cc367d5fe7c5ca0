package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.engines.template.Template;
import trackline.tests.stack.Stack.Resource;

/** Binds stacks/audit.yaml to the stack that it is nested in, and to what CloudTrail asks for. */
class AuditStackTest {
  private static final Stack STACK = Stack.read();
  private static final Stack AUDIT = Stack.read("stacks/audit.yaml");
  private static final Map<String, Object> TRAIL =
      AUDIT.resource("AWS::CloudTrail::Trail", "Trail").properties();

  /** The resources of template.yaml that are there only with the audit. */
  private static final List<String> OWN =
      List.of(
          "AuditStack",
          "AuditFunction",
          "AuditRole",
          "AuditLogGroup",
          "EvidenceFunction",
          "EvidenceRole",
          "EvidenceLogGroup",
          "AuditErrorsAlarm",
          "EvidenceErrorsAlarm");

  @Test
  void theAuditIsOffByDefault() {
    assertThat(STACK.parameter("Audit")).containsEntry("Default", "off");
    assertThat(OWN)
        .allSatisfy(id -> assertThat(STACK.node(id)).containsEntry("Condition", "AuditIsOn"));
    assertThat(nested().properties()).containsEntry("TemplateURL", "stacks/audit.yaml");
    assertThat(STACK.outputs().values())
        .filteredOn(output -> output.toString().contains("AuditStack"))
        .isNotEmpty()
        .allSatisfy(
            output -> assertThat(Stack.map(output)).containsEntry("Condition", "AuditIsOn"));
  }

  private static Resource nested() {
    return STACK.resource("AWS::CloudFormation::Stack", "AuditStack");
  }

  @Test
  void theNestedStackIsGivenEveryParameterAndUsesEach() {
    String resources = AUDIT.resources().toString() + AUDIT.conditions();

    assertThat(Stack.map(nested().properties().get("Parameters")).keySet())
        .isEqualTo(AUDIT.parameters().keySet())
        .allSatisfy(
            name ->
                assertThat(resources).containsPattern("Ref=" + name + "\\b|\\$\\{" + name + "}"));
  }

  @Test
  void whatTheStackAsksOfTheNestedOneIsPutOut() {
    Set<String> asked =
        Pattern.compile("AuditStack(?:\\.|, )Outputs\\.(\\w+)")
            .matcher(STACK.resources().toString() + STACK.outputs())
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());

    assertThat(AUDIT.outputs()).containsKeys(asked.toArray(String[]::new));
    assertThat(asked).contains("LogGroupName", "WorkgroupName", "EvidenceBucketName");
  }

  @Test
  void theTrailIsOfEveryRegionAndSigned() {
    assertThat(TRAIL)
        .containsEntry("IsLogging", true)
        .containsEntry("IsMultiRegionTrail", true)
        .containsEntry("IncludeGlobalServiceEvents", true)
        .containsEntry("EnableLogFileValidation", true)
        .doesNotContainKeys("EventSelectors", "InsightSelectors", "IsOrganizationTrail");
  }

  /** Where a table has a stream, reads of the stream count as calls to the table by default. */
  @Test
  void onlyCallsToTablesAreRecordedAndNoReadsOfStreams() {
    List<?> selectors = Stack.list(TRAIL.get("AdvancedEventSelectors")).subList(0, 2);

    assertThat(selectors)
        .allSatisfy(
            selector ->
                assertThat(
                        List.<Object>copyOf(Stack.list(Stack.map(selector).get("FieldSelectors"))))
                    .contains(
                        Map.of("Field", "eventCategory", "Equals", List.of("Data")),
                        Map.of(
                            "Field", "resources.type", "Equals", List.of("AWS::DynamoDB::Table")),
                        Map.of(
                            "Field",
                            "eventName",
                            "NotEquals",
                            List.of("GetRecords", "GetShardIterator"))));
    assertThat(selectors.toString()).doesNotContain("AWS::DynamoDB::Stream");
  }

  @Test
  void theTablesOfTheStackAreRecordedAndThoseThatAreNamed() {
    String more = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders";

    assertThat(field(Map.of(), 0, "resources.ARN", "Equals"))
        .isEqualTo("[\"trackline-events\",\"trackline-erasures\",\"trackline-rollups\"]");
    assertThat(field(Map.of("AuditTableArns", more), 0, "resources.ARN", "Equals"))
        .isEqualTo(
            "[\"trackline-events\",\"trackline-erasures\",\"trackline-rollups\",\"" + more + "\"]");
    assertThat(field(Map.of("AuditTableArns", more), 1, "resources.ARN", "StartsWith"))
        .isEqualTo(
            "[\"trackline-events/index/\",\"trackline-erasures/index/\","
                + "\"trackline-rollups/index/\",\""
                + more
                + "/index/\"]");
  }

  /** Not the trail's own bucket, whose files would be calls, and so files again. */
  @Test
  void objectsAreRecordedWhereThatIsAsked() {
    String buckets = "\"trackline-lake/\",\"trackline-quarantine/\",\"trackline-results/\"";

    assertThat(STACK.parameter("AuditObjects")).containsEntry("Default", "off");
    assertThat(field(Map.of(), 2, "resources.type", "Equals")).isEmpty();
    Map<String, String> on = Map.of("AuditObjects", "on");
    assertThat(field(on, 2, "eventCategory", "Equals")).isEqualTo("[\"Data\"]");
    assertThat(field(on, 2, "resources.type", "Equals")).isEqualTo("[\"AWS::S3::Object\"]");
    assertThat(field(on, 2, "resources.ARN", "StartsWith")).isEqualTo("[" + buckets + "]");
    Map<String, String> withSearch = Map.of("AuditObjects", "on", "Search", "on");
    assertThat(field(withSearch, 2, "resources.ARN", "StartsWith"))
        .startsWith("[" + buckets + ",\"arn:aws:s3:::")
        .endsWith("/\"]");
    Map<String, String> writes = Map.of("AuditObjects", "on", "AuditEvents", "writes");
    assertThat(field(writes, 2, "readOnly", "Equals")).isEqualTo("[\"false\"]");
  }

  @Test
  void allCallsAreRecordedOrWritesOnly() {
    assertThat(field(Map.of(), 0, "readOnly", "Equals")).isEmpty();
    assertThat(field(Map.of("AuditEvents", "writes"), 0, "readOnly", "Equals"))
        .isEqualTo("[\"false\"]");
    assertThat(field(Map.of("AuditEvents", "writes"), 1, "readOnly", "Equals"))
        .isEqualTo("[\"false\"]");
  }

  /** What a selector says of a field, with the functions of the templates computed. */
  private static String field(
      Map<String, String> parameters, int selector, String name, String operator) {
    for (var field :
        Resolved.of(parameters, "AWS::CloudTrail::Trail", "Trail")
            .at("/AdvancedEventSelectors/" + selector + "/FieldSelectors")) {
      if (field.path("Field").asText().equals(name)) {
        return field.path(operator).toString();
      }
    }
    return "";
  }

  @Test
  void theTrailMayWriteItsBucketAndNobodyReachesItWithoutTls() {
    Map<String, Map<String, Object>> policy = statements("TrailBucketPolicy", "PolicyDocument");

    assertThat(policy).containsOnlyKeys("TlsOnly", "TrailLooksAtTheBucket", "TrailWrites");
    assertThat(policy.get("TlsOnly").toString())
        .contains("Effect=Deny", "aws:SecureTransport=false", "TrailBucket");
    assertThat(policy.get("TrailLooksAtTheBucket"))
        .containsEntry("Action", "s3:GetBucketAcl")
        .extractingByKey("Condition")
        .asString()
        .contains("aws:SourceArn", "trail/${Stack}-audit");
    assertThat(policy.get("TrailWrites"))
        .containsEntry("Action", "s3:PutObject")
        .containsEntry(
            "Resource", Map.of("Fn::Sub", "${TrailBucket.Arn}/AWSLogs/${AWS::AccountId}/*"))
        .extractingByKey("Condition")
        .asString()
        .contains("aws:SourceArn", "trail/${Stack}-audit", "bucket-owner-full-control");
    assertThat(TRAIL.get("Tags").toString()).as("The policy comes first").contains("BucketPolicy");
    assertThat(TRAIL).containsEntry("TrailName", Map.of("Fn::Sub", "${Stack}-audit"));
  }

  @Test
  void theKeyServesTheTrailAndTheLogGroupOnly() {
    Map<String, Map<String, Object>> policy = statements("AuditKey", "KeyPolicy");

    assertThat(policy)
        .containsOnlyKeys(
            "AccountDecidesByIam", "TrailEncrypts", "TrailLooksAtTheKey", "LogGroupEncrypts");
    assertThat(policy.get("TrailEncrypts").toString())
        .contains("kms:GenerateDataKey*", "aws:SourceArn", "aws:cloudtrail:arn")
        .contains("trail/${Stack}-audit");
    assertThat(policy.get("TrailLooksAtTheKey").toString())
        .contains("kms:DescribeKey", "aws:SourceArn");
    assertThat(policy.get("LogGroupEncrypts").toString())
        .contains("aws:logs:arn", "log-group:/aws/cloudtrail/${Stack}");
    assertThat(TRAIL.get("KMSKeyId").toString()).contains("AuditKey", "BucketKeyArn");
  }

  private static Map<String, Map<String, Object>> statements(String id, String document) {
    Map<String, Object> properties = Stack.map(AUDIT.node(id).get("Properties"));
    return Stack.list(Stack.map(properties.get(document)).get("Statement")).stream()
        .map(Stack::map)
        .collect(
            Collectors.toMap(
                statement -> String.valueOf(statement.get("Sid")), statement -> statement));
  }

  @Test
  void bucketsAreClosedVersionedAndKept() {
    assertThat(AUDIT.resources("AWS::S3::Bucket"))
        .containsOnlyKeys("TrailBucket", "EvidenceBucket");
    assertThat(AUDIT.resources("AWS::S3::Bucket").values())
        .allSatisfy(
            bucket -> {
              assertThat(bucket.node())
                  .containsEntry("DeletionPolicy", "RetainExceptOnCreate")
                  .containsEntry("UpdateReplacePolicy", "Retain");
              assertThat(bucket.properties())
                  .containsEntry("VersioningConfiguration", Map.of("Status", "Enabled"));
              assertThat(bucket.properties().toString())
                  .contains("RestrictPublicBuckets=true", "BucketOwnerEnforced");
              assertThat(AUDIT.node(bucket.id() + "Policy").toString())
                  .contains("TlsOnly", "aws:SecureTransport", bucket.id());
            });
    assertThat(AUDIT.node("EvidenceBucket").toString()).contains("aws:kms", "AuditKey");
    assertThat(AUDIT.node("AuditKey")).containsEntry("DeletionPolicy", "RetainExceptOnCreate");
  }

  @Test
  void theTrailsFilesAreLockedWhereThatIsAsked() {
    var open = Resolved.of(Map.of(), "AWS::S3::Bucket", "TrailBucket");
    var locked = Resolved.of(Map.of("AuditLockDays", "365"), "AWS::S3::Bucket", "TrailBucket");

    assertThat(open.has("ObjectLockEnabled")).isFalse();
    assertThat(open.has("ObjectLockConfiguration")).isFalse();
    assertThat(open.at("/LifecycleConfiguration/Rules")).hasSize(1);
    assertThat(locked.path("ObjectLockEnabled").asBoolean()).isTrue();
    assertThat(locked.at("/ObjectLockConfiguration/Rule/DefaultRetention"))
        .hasToString("{\"Mode\":\"COMPLIANCE\",\"Days\":\"365\"}");
  }

  @Test
  void aBucketOfALogArchiveAccountTakesThePlaceOfOurOwn() {
    Template template =
        Resolved.template(
            Map.of(
                "AuditBucketName", "archive",
                "AuditBucketKeyArn", "arn:aws:kms:us-east-1:111122223333:key/1"));

    assertThat(template.resources("AWS::S3::Bucket")).doesNotContainKey("TrailBucket");
    assertThat(template.resources("AWS::S3::BucketPolicy")).doesNotContainKey("TrailBucketPolicy");
    var trail = Objects.requireNonNull(template.resources("AWS::CloudTrail::Trail").get("Trail"));
    assertThat(trail.path("S3BucketName").asText()).isEqualTo("archive");
    assertThat(trail.path("KMSKeyId").asText()).endsWith("key/1");
    assertThat(template.resources("AWS::Glue::Table").get("CloudTrailTable").toString())
        .contains("s3://archive/AWSLogs/000000000000/CloudTrail/${region}/${timestamp}");
  }

  @Test
  void theTableFindsItsPartitionsByItself() {
    var table = Resolved.of(Map.of(), "AWS::Glue::Table", "CloudTrailTable").path("TableInput");
    var projection = table.path("Parameters");

    assertThat(table.path("Name").asText()).isEqualTo("cloudtrail");
    assertThat(projection.path("projection.region.values").asText()).isEqualTo("us-east-1");
    assertThat(projection.path("projection.timestamp.range").asText()).isEqualTo("2026/01/01,NOW");
    assertThat(projection.path("projection.timestamp.format").asText()).isEqualTo("yyyy/MM/dd");
    assertThat(projection.path("storage.location.template").asText())
        .isEqualTo("s3://trackline-trail/AWSLogs/000000000000/CloudTrail/${region}/${timestamp}");
    assertThat(table.at("/StorageDescriptor/InputFormat").asText())
        .isEqualTo("com.amazon.emr.cloudtrail.CloudTrailInputFormat");
    assertThat(table.at("/StorageDescriptor/SerdeInfo/SerializationLibrary").asText())
        .isEqualTo("org.apache.hive.hcatalog.data.JsonSerDe");
    assertThat(table.path("PartitionKeys").findValuesAsText("Name"))
        .containsExactly("region", "timestamp");
    assertThat(table.at("/StorageDescriptor/Columns").findValuesAsText("Name"))
        .contains("eventid", "useridentity", "requestparameters", "resources")
        .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu-central-1", "eu-central-1,us-east-1"})
  void theTableKnowsTheRegionsThatAreNamed(String regions) {
    assertThat(
            Resolved.of(Map.of("AuditRegions", regions), "AWS::Glue::Table", "CloudTrailTable")
                .at("/TableInput/Parameters")
                .path("projection.region.values")
                .asText())
        .isEqualTo(regions);
  }

  @Test
  void questionsAreBoundedAndTheirAnswersEncrypted() {
    String configuration =
        AUDIT
            .resource("AWS::Athena::WorkGroup", "AuditWorkgroup")
            .properties()
            .get("WorkGroupConfiguration")
            .toString();

    assertThat(configuration)
        .contains("EnforceWorkGroupConfiguration=true", "{Ref=ScanCutoffBytes}", "SSE_KMS")
        .contains("${ResultsBucketName}/audit/", "AuditKey");
  }

  @Test
  void rolesNameTheirResources() {
    assertThat(Policy.of(AUDIT.resource("AWS::IAM::Role", "TrailRole")))
        .isNotEmpty()
        .noneMatch(Policy::unbound);
  }

  /** It reads the trail, and has no right to a table. */
  @ParameterizedTest
  @ValueSource(strings = {"AuditRole", "EvidenceRole"})
  void thoseWhoAskChangeNothingOfTheTrail(String id) {
    List<Policy> policies = Policy.of(STACK.resource("AWS::IAM::Role", id));

    assertThat(policies)
        .flatExtracting(Policy::actions)
        .contains("athena:StartQueryExecution", "glue:GetPartitions", "s3:GetObject")
        .noneMatch(action -> action.startsWith("dynamodb:") || action.startsWith("cloudtrail:"));
    assertThat(policies)
        .filteredOn(policy -> policy.actions().contains("s3:PutObject"))
        .flatExtracting(Policy::resources)
        .extracting(Object::toString)
        .noneMatch(resource -> resource.contains("TrailBucket"))
        .allMatch(resource -> resource.contains("/audit/*") || resource.contains("/evidence/*"));
  }

  @Test
  void theEvidenceIsTriedAgain() {
    assertThat(STACK.node("EvidenceFunction").toString())
        .contains("Timeout=900", "EventInvokeConfig={MaximumRetryAttempts=2")
        .doesNotContain("SnapStart");
    assertThat(Stack.map(STACK.node("AuditFunction").get("Properties")))
        .containsEntry("Timeout", 29);
  }
}
