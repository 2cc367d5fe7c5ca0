package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.Column;
import trackline.tests.stack.Stack.Function;
import trackline.tests.stack.Stack.Resource;
import trackline.tests.stack.Stack.Trigger;

/** Binds template.yaml to the code, and checks what {@code sam validate} does not look at. */
class StackTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Stack STACK = Stack.read();
  private static final Map<String, Object> NOTHING = Map.of("Ref", "AWS::NoValue");
  private static final Pattern VARIABLE = Pattern.compile("\\b[A-Z]+(?:_[A-Z]+)+\\b");

  /** Statements that may name every resource, by role and action; the template says why. */
  private static final Set<String> UNBOUND =
      Set.of(
          "ForwardRole dynamodb:ListStreams",
          "AttachRole dynamodb:ListStreams",
          "AttachRole lambda:ListEventSourceMappings",
          "AttachRole lambda:CreateEventSourceMapping",
          "AuditRole logs:GetQueryResults",
          "AuditRole logs:StopQuery",
          "RollupRole logs:GetQueryResults",
          "RollupRole logs:StopQuery");

  /** The properties that SAM knows for the types of trigger used here. */
  private static final Map<String, Set<String>> PROPERTIES =
      Map.of(
          "HttpApi",
          Set.of("ApiId", "Method", "Path", "PayloadFormatVersion", "TimeoutInMillis"),
          "DynamoDB",
          Set.of(
              "Stream",
              "StartingPosition",
              "BatchSize",
              "MaximumBatchingWindowInSeconds",
              "FilterCriteria",
              "FunctionResponseTypes",
              "BisectBatchOnFunctionError",
              "MaximumRetryAttempts",
              "MaximumRecordAgeInSeconds",
              "MetricsConfig",
              "DestinationConfig"),
          "ScheduleV2",
          Set.of(
              "Name",
              "Description",
              "ScheduleExpression",
              "FlexibleTimeWindow",
              "RetryPolicy",
              "Input"),
          "EventBridgeRule",
          Set.of("Pattern"));

  static List<Function> functions() {
    return STACK.functions();
  }

  static Stream<Trigger> triggers() {
    return STACK.functions().stream().flatMap(function -> function.triggers().stream());
  }

  @Test
  void theWalkHasItsFunctions() {
    assertThat(functions())
        .extracting(Function::name)
        .containsExactly("ingest", "forward", "attach", "rollup", "query", "audit", "evidence");
  }

  @Test
  void functionsRunOnJava25AndTheArchitectureOfTheParameter() {
    assertThat(STACK.globals())
        .containsEntry("Runtime", "java25")
        .containsEntry("Architectures", List.of(Map.of("Ref", "Architecture")))
        .containsEntry("AutoPublishAlias", "live");
    assertThat(STACK.parameter("Architecture")).containsEntry("Default", "arm64");
  }

  /** Setting some aside for one leaves the others what they had. */
  @ParameterizedTest
  @MethodSource("functions")
  void onlyIngestAndForwardMayHaveExecutionsOfTheirOwn(Function function) {
    String setting = "ReservedConcurrentExecutions";
    Map<String, Object> asked =
        Map.of(
            "ingest", ifReserved("ReservesForIngest", "IngestReservedConcurrency"),
            "forward", ifReserved("ReservesForForward", "ForwardReservedConcurrency"));

    assertThat(STACK.globals()).doesNotContainKey(setting);
    assertThat(function.resource().properties().get(setting)).isEqualTo(asked.get(function.name()));
  }

  private static Map<String, Object> ifReserved(String condition, String parameter) {
    return Map.of("Fn::If", List.of(condition, Map.of("Ref", parameter), NOTHING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ingest", "Forward"})
  void nothingIsSetAsideUnlessItIsAskedFor(String function) {
    String parameter = function + "ReservedConcurrency";

    assertThat(STACK.parameter(parameter)).containsEntry("Default", 0).containsEntry("MinValue", 0);
    assertThat(STACK.conditions().get("ReservesFor" + function))
        .hasToString("{Fn::Not=[{Fn::Equals=[{Ref=" + parameter + "}, 0]}]}");
  }

  /** A console that is asked to deploy shows what stands in no group at the end, without order. */
  @Test
  void everyParameterStandsInOneGroup() {
    List<Object> grouped =
        STACK.parameterGroups().stream()
            .<Object>flatMap(group -> Stack.list(Stack.map(group).get("Parameters")).stream())
            .toList();

    assertThat(grouped).containsExactlyInAnyOrderElementsOf(STACK.parameters().keySet());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void handlersAreWiredByTheirTwoConstructors(Function function) throws Exception {
    Class<?> handler = Class.forName(function.handlerClass());

    assertThat(handler.getConstructors()).hasSize(2);
    Class<?>[] given =
        Arrays.stream(handler.getConstructors())
            .map(Constructor::getParameterTypes)
            .filter(types -> types.length > 0)
            .findFirst()
            .orElseThrow();
    assertThat(given).contains(Map.class, Clock.class);
    assertThat(given)
        .filteredOn(type -> type != Clock.class)
        .allSatisfy(type -> assertThat(type).isInterface());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void variablesAreThoseThatTheCodeAsksFor(Function function) throws Exception {
    Constructor<?> onAws = Class.forName(function.handlerClass()).getConstructor();

    Throwable thrown = catchThrowable(onAws::newInstance);

    assertThat(thrown).isInstanceOf(InvocationTargetException.class);
    assertThat(thrown.getCause()).isInstanceOf(IllegalStateException.class);
    assertThat(variablesIn(String.valueOf(thrown.getCause().getMessage())))
        .isEqualTo(function.variables().keySet());
  }

  private static Set<String> variablesIn(String message) {
    return VARIABLE.matcher(message).results().map(m -> m.group()).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionsKeepTheirLogsForAWhile(Function function) {
    String id = function.referred(loggingConfig(function).get("LogGroup"));
    Resource logs = STACK.resource("AWS::Logs::LogGroup", id);

    assertThat(logs.properties())
        .containsEntry("RetentionInDays", Map.of("Ref", "LogRetentionDays"));
    assertThat(String.valueOf(logs.properties().get("LogGroupName"))).contains(function.name());
  }

  private static Map<String, Object> loggingConfig(Function function) {
    return Stack.map(function.resource().properties().get("LoggingConfig"));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionsThatAnswerRequestsStartFromASnapshot(Function function) {
    boolean answers = function.triggers().stream().anyMatch(t -> t.type().equals("HttpApi"));

    assertThat(function.resource().properties().containsKey("SnapStart")).isEqualTo(answers);
    assertThat(function.resource().properties())
        .containsEntry("AutoPublishAliasAllProperties", true);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionsHaveARoleOfTheirOwn(Function function) {
    String id = function.referred(function.resource().properties().get("Role"));

    assertThat(id.toLowerCase(Locale.ROOT)).isEqualTo(function.name() + "role");
    assertThat(STACK.resource("AWS::IAM::Role", id).properties())
        .doesNotContainKey("ManagedPolicyArns");
  }

  @Test
  void rolesNameTheirResources() {
    List<String> unbound =
        STACK.resources("AWS::IAM::Role").values().stream()
            .flatMap(role -> Policy.of(role).stream())
            .filter(Policy::unbound)
            .map(Policy::toString)
            .toList();

    assertThat(unbound).containsExactlyInAnyOrderElementsOf(UNBOUND);
  }

  @Test
  void bucketsAreClosedEncryptedAndReachedByTlsOnly() {
    Map<String, Resource> buckets = STACK.resources("AWS::S3::Bucket");

    assertThat(buckets).containsOnlyKeys("QuarantineBucket", "LakeBucket", "ResultsBucket");
    assertThat(buckets.values())
        .allSatisfy(
            bucket -> {
              assertThat(bucket.node()).containsEntry("DeletionPolicy", "RetainExceptOnCreate");
              assertThat(bucket.properties().toString())
                  .contains("aws:kms", "RestrictPublicBuckets");
              assertThat(
                      STACK.resource("AWS::S3::BucketPolicy", bucket.id() + "Policy").properties())
                  .extracting(Object::toString)
                  .asString()
                  .contains("TlsOnly", "aws:SecureTransport", bucket.id());
            });
  }

  @Test
  void theEventsTableIsWhatTheCodeWritesTo() {
    Map<String, Object> table = STACK.resource("AWS::DynamoDB::Table", "EventsTable").properties();

    assertThat(keys(table)).containsExactly("user_id", "event_key");
    Map<String, Object> history =
        Stack.map(Stack.list(table.get("GlobalSecondaryIndexes")).getFirst());
    assertThat(history).containsEntry("IndexName", "history");
    assertThat(keys(history)).containsExactly("user_id", "history_key");
    assertThat(table)
        .containsEntry("StreamSpecification", Map.of("StreamViewType", "NEW_IMAGE"))
        .containsEntry(
            "PointInTimeRecoverySpecification", Map.of("PointInTimeRecoveryEnabled", true))
        .containsEntry("BillingMode", "PAY_PER_REQUEST");
    assertThat(keys(STACK.resource("AWS::DynamoDB::Table", "RollupsTable").properties()))
        .containsExactly("name");
  }

  private static List<Object> keys(Map<String, Object> keyed) {
    return Stack.list(keyed.get("KeySchema")).stream()
        .map(key -> Stack.map(key).get("AttributeName"))
        .toList();
  }

  @Test
  void theLakeTableHasTheColumnsOfTheEnum() {
    Map<String, Object> table =
        Stack.map(STACK.resource("AWS::Glue::Table", "LakeTable").properties().get("TableInput"));

    List<String> columns =
        Stack.list(Stack.map(table.get("StorageDescriptor")).get("Columns")).stream()
            .map(column -> Stack.map(column).get("Name") + " " + Stack.map(column).get("Type"))
            .toList();

    assertThat(columns).isEqualTo(Arrays.stream(Column.values()).map(StackTest::typed).toList());
  }

  private static String typed(Column column) {
    return column.columnName() + (column == Column.IS_BOT ? " boolean" : " string");
  }

  @Test
  void theSavedQueryTellsEventsApartAsTheRollupsDo() throws IOException {
    String saved =
        String.valueOf(
            STACK
                .resource("AWS::Athena::NamedQuery", "CountEachEventOnce")
                .properties()
                .get("QueryString"));

    assertThat(sharedSql().lines())
        .filteredOn(line -> line.contains("row_number()"))
        .singleElement()
        .satisfies(line -> assertThat(saved).contains(line.strip()));
  }

  private static String sharedSql() throws IOException {
    try (InputStream sql = Column.class.getResourceAsStream("/trackline/sql/events.sql")) {
      assertThat(sql).isNotNull();
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @MethodSource("triggers")
  void triggersUseOnlyPropertiesThatSamKnows(Trigger trigger) {
    assertThat(PROPERTIES).containsKey(trigger.type());
    assertThat(PROPERTIES.get(trigger.type())).containsAll(trigger.properties().keySet());
  }

  @Test
  void theStreamIsReadWithoutLosingRecords() {
    assertThat(trigger("DynamoDB").properties())
        .containsEntry("StartingPosition", "TRIM_HORIZON")
        .containsEntry("FunctionResponseTypes", List.of("ReportBatchItemFailures"))
        .containsEntry("BisectBatchOnFunctionError", true)
        .containsEntry("BatchSize", Map.of("Ref", "BatchSize"))
        .containsEntry("MaximumBatchingWindowInSeconds", Map.of("Ref", "BatchWindowSeconds"))
        .containsEntry("MaximumRetryAttempts", Map.of("Ref", "RetryAttempts"))
        .containsEntry("MaximumRecordAgeInSeconds", Map.of("Ref", "RecordAgeSeconds"))
        .containsEntry(
            "FilterCriteria",
            Map.of("Filters", List.of(Map.of("Pattern", "{\"eventName\":[\"INSERT\"]}"))))
        .extractingByKey("DestinationConfig")
        .asString()
        .contains("OnFailure", "QuarantineBucket");
    assertThat(STACK.parameter("BatchSize")).containsEntry("Default", 100);
    assertThat(STACK.parameter("BatchWindowSeconds")).containsEntry("Default", 5);
  }

  /** A mapping that attach makes is as the template's own. */
  @Test
  void streamsOfOtherTablesAreReadAsTheEventsTables() {
    Map<String, Object> own = trigger("DynamoDB").properties();
    Map<String, Object> attach = function("attach").variables();

    assertThat(attach)
        .containsEntry("BATCH_SIZE", own.get("BatchSize"))
        .containsEntry("BATCH_WINDOW_SECONDS", own.get("MaximumBatchingWindowInSeconds"))
        .containsEntry("RETRY_ATTEMPTS", own.get("MaximumRetryAttempts"))
        .containsEntry("RECORD_AGE_SECONDS", own.get("MaximumRecordAgeInSeconds"))
        .containsEntry("FORWARD_FUNCTION", Map.of("Ref", "ForwardFunction.Alias"))
        .containsEntry("TABLE_CHANGES", function("forward").variables().get("TABLE_CHANGES"));
    assertThat(own.get("DestinationConfig").toString())
        .contains(String.valueOf(attach.get("FAILURE_BUCKET")));
  }

  @Test
  void otherTablesAreReadOnlyWhereTheyAreNamed() {
    Resource attached = STACK.resource("Custom::ExistingTables", "ExistingTablesAttached");
    Resource policy = STACK.resource("AWS::IAM::RolePolicy", "ExistingTablesPolicy");

    assertThat(STACK.parameter("ExistingTables")).containsEntry("Default", "");
    assertThat(STACK.parameter("EnableStreams")).containsEntry("Default", "off");
    assertThat(
            List.of(
                attached,
                policy,
                function("attach").resource(),
                STACK.resource("AWS::IAM::Role", "AttachRole")))
        .allSatisfy(one -> assertThat(one.node()).containsEntry("Condition", "HasExistingTables"));
    assertThat(attached.node()).containsEntry("DependsOn", policy.id());
    assertThat(attached.properties())
        .containsEntry("ServiceToken", Map.of("Ref", "AttachFunction.Alias"));
    assertThat(policy.properties().toString())
        .contains("ForwardRole", "dynamodb:GetRecords", "ExistingTables")
        .doesNotContain("Resource=*");
  }

  @Test
  void otherTablesAreChangedOnlyWhereTheirStreamsMayBeTurnedOn() {
    String role = STACK.resource("AWS::IAM::Role", "AttachRole").properties().toString();

    assertThat(role)
        .containsOnlyOnce("dynamodb:UpdateTable")
        .contains("{Fn::If=[TurnsStreamsOn, {Effect=Allow, Action=dynamodb:UpdateTable, ")
        .contains("{Fn::If=[NamesTables, {Effect=Allow, Action=dynamodb:ListStreams, ")
        .doesNotContain("ForwardFunction.Arn}*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';true",
        "orders;true",
        "orders,my.other_table-2;true",
        "arn:aws:dynamodb:eu-central-1:1:table/o/stream/2026-11-20T00:00:00.000;true",
        "orders, others;false",
        "orders,;false",
        "a;false",
        "orders,arn:aws:dynamodb:eu-central-1:1:table/o/stream/2026-11-20T00:00:00.000;false",
        "arn:aws:dynamodb:eu-central-1:1:table/o;false"
      })
  void existingTablesAreNamesOrStreams(String tables, boolean isTaken) {
    String pattern = String.valueOf(STACK.parameter("ExistingTables").get("AllowedPattern"));

    assertThat(Pattern.matches(pattern, tables)).isEqualTo(isTaken);
  }

  private static Function function(String name) {
    return functions().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  private static Trigger trigger(String type) {
    return triggers().filter(trigger -> trigger.type().equals(type)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("triggers")
  void triggersHaveAPayloadThatTheyWouldSend(Trigger trigger) throws IOException {
    assertThat(trigger.payload()).exists();
    JsonNode payload = JSON.readTree(trigger.payload().toFile());

    switch (trigger.type()) {
      case "HttpApi" -> isARequestOf(trigger, payload);
      case "DynamoDB" ->
          assertThat(payload.path("Records").findValuesAsText("eventName"))
              .contains("INSERT", "MODIFY", "REMOVE");
      case "ScheduleV2" -> isTheInputOf(trigger, payload);
      case "EventBridgeRule" -> matches(Stack.map(trigger.properties().get("Pattern")), payload);
      default -> throw new AssertionError("No payload is known for a " + trigger.type());
    }
  }

  private static void isARequestOf(Trigger trigger, JsonNode payload) {
    Object path = trigger.properties().get("Path");
    String route = path == null ? "$default" : trigger.properties().get("Method") + " " + path;

    assertThat(payload.path("version").asText())
        .isEqualTo(trigger.properties().get("PayloadFormatVersion"));
    assertThat(payload.path("routeKey").asText()).isEqualTo(route);
  }

  private static void isTheInputOf(Trigger trigger, JsonNode payload) throws IOException {
    assertThat(JSON.readTree(String.valueOf(trigger.properties().get("Input")))).isEqualTo(payload);
  }

  /** An event pattern holds lists of the values allowed; those that are no text are references. */
  private static void matches(Map<String, Object> pattern, JsonNode payload) {
    pattern.forEach(
        (name, allowed) -> {
          if (allowed instanceof List<?> values) {
            assertThat(values)
                .anyMatch(v -> v instanceof Map || v.equals(payload.path(name).asText()));
          } else {
            matches(Stack.map(allowed), payload.path(name));
          }
        });
  }

  @Test
  void metricsReadTheLogsOfFunctions() {
    Set<Object> groups =
        functions().stream().map(f -> loggingConfig(f).get("LogGroup")).collect(Collectors.toSet());

    assertThat(STACK.resources("AWS::Logs::MetricFilter").values())
        .isNotEmpty()
        .allSatisfy(filter -> assertThat(groups).contains(filter.properties().get("LogGroupName")));
    assertThat(STACK.resource("AWS::Logs::MetricFilter", "ForwardedFilter").properties())
        .containsEntry("FilterPattern", "{ $.records_size > 0 }")
        .extractingByKey("MetricTransformations")
        .asString()
        .contains("MetricValue=$.records_size");
  }

  /** Each request to forget a user is heard of, and each that was not taken. */
  @ParameterizedTest
  @CsvSource({"Erasures, erasures, Erasures", "ErasuresRefused, erasures_refused, ErasuresRefused"})
  void anAlarmTellsOfRequestsToForget(String id, String member, String metric) {
    Map<String, Object> filter =
        STACK.resource("AWS::Logs::MetricFilter", id + "Filter").properties();
    assertThat(filter).containsEntry("FilterPattern", "{ $." + member + " > 0 }");
    assertThat(filter.get("MetricTransformations").toString())
        .contains("MetricName=" + metric, "MetricValue=$." + member);
    Map<String, Object> alarm = STACK.resource("AWS::CloudWatch::Alarm", id + "Alarm").properties();
    assertThat(alarm)
        .containsEntry("MetricName", metric)
        .containsEntry("Statistic", "Sum")
        .containsEntry("Threshold", 1)
        .containsEntry("ComparisonOperator", "GreaterThanOrEqualToThreshold")
        .containsEntry("TreatMissingData", "notBreaching");
    assertThat(alarm.get("AlarmActions").toString()).contains("AlarmTopicArn");
  }

  @Test
  void accessLogsHoldNoPath() {
    String format =
        Stack.map(
                STACK
                    .resource("AWS::Serverless::HttpApi", "Api")
                    .properties()
                    .get("AccessLogSettings"))
            .get("Format")
            .toString();

    assertThat(format)
        .contains("$context.routeKey")
        .doesNotContain("$context.path", "sourceIp", "identity", "authorizer");
  }

  /** One of its own would answer preflights in the function's stead, by a list of its own. */
  @Test
  void theFrontDoorLeavesOriginsToTheFunction() {
    assertThat(STACK.resource("AWS::Serverless::HttpApi", "Api").properties())
        .doesNotContainKey("CorsConfiguration");
  }

  @Test
  void theWholeTemplatePassesSamAndItsLinter() throws Exception {
    assertThat(Commands.run(Stack.ROOT, Map.of(), "make", "-s", "validate"))
        .contains(
            "template.yaml is a valid SAM Template",
            "search.yaml is a valid SAM Template",
            "airkit.yaml is a valid SAM Template",
            "audit.yaml is a valid SAM Template");
  }
}
