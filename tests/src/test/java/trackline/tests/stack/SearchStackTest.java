package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import trackline.search.EventIndex;
import trackline.tests.stack.Stack.Function;
import trackline.tests.stack.Stack.Resource;

/** Binds stacks/search.yaml to the stack that it is nested in and to the code. */
class SearchStackTest {
  private static final Stack STACK = Stack.read();
  private static final Stack SEARCH = Stack.read("stacks/search.yaml");
  private static final Map<String, Object> DOMAIN =
      SEARCH.resource("AWS::OpenSearchService::Domain", "Domain").properties();
  private static final Map<String, Object> DESTINATION =
      Stack.map(
          SEARCH
              .resource("AWS::KinesisFirehose::DeliveryStream", "SearchStream")
              .properties()
              .get("AmazonopensearchserviceDestinationConfiguration"));

  @Test
  void searchIsOffByDefault() {
    Resource nested = nested();

    assertThat(STACK.parameter("Search")).containsEntry("Default", "off");
    assertThat(nested.node()).containsEntry("Condition", "SearchIsOn");
    assertThat(nested.properties()).containsEntry("TemplateURL", "stacks/search.yaml");
  }

  private static Resource nested() {
    return STACK.resource("AWS::CloudFormation::Stack", "SearchStack");
  }

  @Test
  void theNestedStackIsGivenEveryParameterWithoutADefault() {
    Set<String> needed =
        SEARCH.parameters().entrySet().stream()
            .filter(parameter -> !Stack.map(parameter.getValue()).containsKey("Default"))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());

    assertThat(Stack.map(nested().properties().get("Parameters")).keySet()).isEqualTo(needed);
  }

  @Test
  void forwardFeedsTheStreamAndMay() {
    Function forward =
        STACK.functions().stream()
            .filter(f -> f.name().equals("forward"))
            .findFirst()
            .orElseThrow();
    List<Policy> puts =
        Policy.of(STACK.resource("AWS::IAM::Role", "ForwardRole")).stream()
            .filter(policy -> policy.actions().contains("firehose:PutRecordBatch"))
            .toList();

    assertThat(String.valueOf(forward.variables().get("SEARCH_STREAM")))
        .contains("SearchIsOn", "Outputs.StreamName");
    assertThat(puts)
        .singleElement()
        .satisfies(
            put ->
                assertThat(put.resources().toString())
                    .contains("DeliveryStream", "SearchIsOn", "Outputs.StreamArn"));
    assertThat(SEARCH.outputs()).containsKeys("StreamName", "StreamArn", "UserPoolId");
  }

  @Test
  void theDomainIsReachedByThreeRolesOnly() {
    List<Map<String, Object>> statements =
        Stack.list(Stack.map(DOMAIN.get("AccessPolicies")).get("Statement")).stream()
            .map(Stack::map)
            .toList();

    assertThat(statements)
        .allSatisfy(
            statement -> {
              assertThat(statement).containsEntry("Effect", "Allow");
              assertThat(statement.toString()).doesNotContain("AWS=*").doesNotContain("es:*");
              assertThat(actions(statement)).allMatch(action -> !action.contains("*"));
              assertThat(statement.get("Resource").toString()).contains("domain/${DomainName}/");
            })
        .extracting(statement -> Stack.map(statement.get("Principal")).get("AWS"))
        .containsOnly(arn("DeliveryRole"), arn("SearchRole"), arn("ViewerRole"));
  }

  /** Within an account either policy allows by itself, so that the wider one would hold. */
  @Test
  void theDomainAllowsNoRoleMoreThanItsOwnPolicy() {
    Stack.list(Stack.map(DOMAIN.get("AccessPolicies")).get("Statement")).stream()
        .map(Stack::map)
        .forEach(
            statement -> {
              Object role = Stack.map(statement.get("Principal")).get("AWS");
              String id = String.valueOf(Stack.list(Stack.map(role).get("Fn::GetAtt")).getFirst());
              assertThat(Policy.of(SEARCH.resource("AWS::IAM::Role", id)))
                  .anySatisfy(
                      own -> {
                        assertThat(own.actions()).containsAll(actions(statement).toList());
                        assertThat(own.resources())
                            .isEqualTo(Stack.list(statement.get("Resource")));
                      });
            });
  }

  private static Stream<String> actions(Map<String, Object> statement) {
    return Stack.list(statement.get("Action")).stream().map(String::valueOf);
  }

  private static Map<String, Object> arn(String role) {
    return Map.of("Fn::GetAtt", List.of(role, "Arn"));
  }

  @Test
  void theDomainIsEncryptedOnDiskAndOnEveryWay() {
    assertThat(Stack.map(DOMAIN.get("EncryptionAtRestOptions"))).containsEntry("Enabled", true);
    assertThat(Stack.map(DOMAIN.get("NodeToNodeEncryptionOptions"))).containsEntry("Enabled", true);
    assertThat(Stack.map(DOMAIN.get("DomainEndpointOptions")))
        .containsEntry("EnforceHTTPS", true)
        .extractingByKey("TLSSecurityPolicy")
        .asString()
        .startsWith("Policy-Min-TLS-1-2");
  }

  @Test
  void dashboardsAreForUsersWhomAnAdministratorMade() {
    assertThat(Stack.map(DOMAIN.get("CognitoOptions"))).containsEntry("Enabled", true);
    assertThat(SEARCH.resource("AWS::Cognito::UserPool", "UserPool").properties())
        .containsEntry("AdminCreateUserConfig", Map.of("AllowAdminCreateUserOnly", true))
        .containsEntry("MfaConfiguration", "OPTIONAL");
    assertThat(SEARCH.resource("AWS::Cognito::IdentityPool", "IdentityPool").properties())
        .containsEntry("AllowUnauthenticatedIdentities", false);
    assertThat(
            SEARCH
                .resource("AWS::IAM::Role", "ViewerRole")
                .properties()
                .get("AssumeRolePolicyDocument")
                .toString())
        .contains("IdentityPool", "amr=authenticated");
  }

  @Test
  void rolesNameTheirResources() {
    assertThat(SEARCH.resources("AWS::IAM::Role").values())
        .allSatisfy(
            role -> {
              assertThat(role.properties()).doesNotContainKey("ManagedPolicyArns");
              assertThat(Policy.of(role)).isNotEmpty().noneMatch(Policy::unbound);
            });
  }

  @Test
  void documentsGoToTheIndexesOfTheTemplateAndAllToTheBackup() {
    assertThat(DESTINATION)
        .containsEntry("IndexName", EventIndex.NAME)
        .containsEntry("IndexRotationPeriod", "OneDay")
        .containsEntry("S3BackupMode", "AllDocuments")
        .containsEntry("DocumentIdOptions", Map.of("DefaultDocumentIdFormat", "FIREHOSE_DEFAULT"));
    assertThat(SEARCH.resource("AWS::KinesisFirehose::DeliveryStream", "SearchStream").node())
        .as("The first document must not make an index without the template")
        .containsEntry("DependsOn", "IndexTemplate");
    assertThat(Stack.list(setup().resources()).toString()).contains(EventIndex.TEMPLATE_PATH);
  }

  /** The statement by which the function may call the domain. */
  private static Policy setup() {
    return Policy.of(SEARCH.resource("AWS::IAM::Role", "SearchRole")).stream()
        .filter(policy -> policy.actions().contains("es:ESHttpPut"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theBackupIsClosedEncryptedAndReachedByTlsOnly() {
    assertThat(SEARCH.resources("AWS::S3::Bucket")).containsOnlyKeys("SearchBackupBucket");
    Resource bucket = SEARCH.resource("AWS::S3::Bucket", "SearchBackupBucket");

    assertThat(bucket.node()).containsEntry("DeletionPolicy", "RetainExceptOnCreate");
    assertThat(bucket.properties().toString()).contains("aws:kms", "RestrictPublicBuckets=true");
    assertThat(
            SEARCH
                .resource("AWS::S3::BucketPolicy", "SearchBackupBucketPolicy")
                .properties()
                .toString())
        .contains("TlsOnly", "aws:SecureTransport", "SearchBackupBucket");
  }

  @Test
  void logsAreKeptForAWhileAndAlarmsAreHeard() {
    assertThat(SEARCH.resources("AWS::Logs::LogGroup").values())
        .isNotEmpty()
        .allSatisfy(
            group ->
                assertThat(group.properties())
                    .containsEntry("RetentionInDays", Map.of("Ref", "LogRetentionDays")));
    assertThat(SEARCH.resources("AWS::CloudWatch::Alarm").values())
        .isNotEmpty()
        .allSatisfy(
            alarm ->
                assertThat(alarm.properties().get("AlarmActions").toString())
                    .contains("TellsOfAlarms", "AlarmTopicArn"));
  }

  @Test
  void theFunctionIsWiredAsTheOthersAre() throws Exception {
    Function function = function();
    Class<?> handler = Class.forName(function.handlerClass());
    Class<?>[] given =
        Arrays.stream(handler.getConstructors())
            .map(Constructor::getParameterTypes)
            .filter(types -> types.length > 0)
            .findFirst()
            .orElseThrow();
    Throwable thrown = catchThrowable(handler.getConstructor()::newInstance);

    assertThat(handler.getConstructors()).hasSize(2);
    assertThat(given).contains(Map.class, Clock.class);
    assertThat(given)
        .filteredOn(type -> type != Clock.class)
        .allSatisfy(type -> assertThat(type).isInterface());
    assertThat(thrown).isInstanceOf(InvocationTargetException.class);
    assertThat(thrown.getCause()).hasMessageContaining("SEARCH_ENDPOINT");
    assertThat(function.variables()).containsOnlyKeys("SEARCH_ENDPOINT");
    assertThat(function.resource().properties())
        .containsEntry("Runtime", "java25")
        .containsEntry("AutoPublishAliasAllProperties", true);
  }

  static Function function() {
    assertThat(SEARCH.functions()).hasSize(1);
    return SEARCH.functions().getFirst();
  }
}
