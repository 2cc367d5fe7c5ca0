package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import trackline.tests.stack.Stack.Function;
import trackline.tests.stack.Stack.Resource;

/** Binds stacks/airkit.yaml to the stack that it is nested in, to the code and to the vendor. */
class AirkitStackTest {
  private static final Pattern VARIABLE = Pattern.compile("\\b[A-Z]+(?:_[A-Z]+)+\\b");
  private static final Stack STACK = Stack.read();
  private static final Stack AIRKIT = Stack.read("stacks/airkit.yaml");

  static Function function() {
    return AIRKIT.functions().getFirst();
  }

  /** What the function may do. */
  static Set<String> rights() {
    return Policy.of(AIRKIT.resource("AWS::IAM::Role", "ImporterRole")).stream()
        .flatMap(policy -> policy.actions().stream())
        .collect(Collectors.toSet());
  }

  @Test
  void airkitIsOffByDefault() {
    Resource nested = STACK.resource("AWS::CloudFormation::Stack", "AirkitStack");

    assertThat(STACK.parameter("AirkitOrganizationId")).containsEntry("Default", "");
    assertThat(nested.node()).containsEntry("Condition", "AirkitIsOn");
    assertThat(nested.properties()).containsEntry("TemplateURL", "stacks/airkit.yaml");
    assertThat(Stack.map(nested.properties().get("Parameters")).keySet())
        .isEqualTo(AIRKIT.parameters().keySet());
  }

  @Test
  void onlyTheVendorsExportMayWriteAndNothingElse() {
    List<Map<String, Object>> allowed =
        Stack.list(
                Stack.map(
                        AIRKIT
                            .resource("AWS::S3::BucketPolicy", "LandingBucketPolicy")
                            .properties()
                            .get("PolicyDocument"))
                    .get("Statement"))
            .stream()
            .map(Stack::map)
            .toList();

    assertThat(allowed.getFirst())
        .containsEntry("Sid", "TlsOnly")
        .containsEntry("Effect", "Deny")
        .extractingByKey("Condition")
        .asString()
        .contains("aws:SecureTransport=false");
    assertThat(allowed.get(1))
        .containsEntry("Sid", "AirkitWritePermission")
        .containsEntry("Effect", "Allow")
        .containsEntry("Action", "s3:PutObject")
        .containsEntry("Resource", Map.of("Fn::Sub", "${LandingBucket.Arn}/${Prefix}*"))
        .containsEntry(
            "Principal",
            Map.of(
                "AWS",
                Map.of(
                    "Fn::Sub",
                    "arn:aws:sts::113997530994:assumed-role/"
                        + "airkit-${Region}-reporting-export-role/${OrganizationId}")));
    assertThat(allowed.get(2).toString())
        .contains("LetsTheOldPrincipalIn", "arn:aws:iam::113997530994:root", "s3:PutObject")
        .contains("AWS::NoValue");
    assertThat(allowed).hasSize(3);
  }

  @Test
  void theLandingBucketIsOneThatTheVendorCanWriteTo() {
    assertThat(AIRKIT.resource("AWS::S3::Bucket", "LandingBucket").properties().toString())
        .contains("BucketOwnerEnforced", "AES256", "RestrictPublicBuckets=true")
        .contains("EventBridgeEnabled=true", "LandingDays")
        .doesNotContain("aws:kms");
  }

  @Test
  void variablesAreThoseThatTheCodeAsksFor() throws Exception {
    var onAws = Class.forName(function().handlerClass()).getConstructor();

    Throwable thrown = catchThrowable(onAws::newInstance);

    assertThat(thrown).isInstanceOf(InvocationTargetException.class);
    Set<String> named =
        VARIABLE
            .matcher(String.valueOf(thrown.getCause().getMessage()))
            .results()
            .map(match -> match.group())
            .collect(Collectors.toSet());
    assertThat(named).isEqualTo(function().variables().keySet());
  }

  @Test
  void anImportThatFailsIsTriedAgainAndThenKept() {
    Map<String, Object> properties = function().resource().properties();

    assertThat(properties)
        .containsEntry("Timeout", 900)
        .containsEntry("RecursiveLoop", "Allow")
        .containsEntry("AutoPublishAlias", "live");
    assertThat(properties.get("EventInvokeConfig").toString())
        .contains("MaximumRetryAttempts=2", "OnFailure", "FailedImports");
    assertThat(AIRKIT.resources("AWS::CloudWatch::Alarm"))
        .containsOnlyKeys("NotWholeAlarm", "FailedImportsAlarm");
  }

  @Test
  void theRoleNamesItsResources() {
    assertThat(Policy.of(AIRKIT.resource("AWS::IAM::Role", "ImporterRole")))
        .isNotEmpty()
        .noneMatch(Policy::unbound);
  }

  @Test
  void theRuleTakesNewObjectsOfTheBucket() {
    assertThat(function().triggers())
        .singleElement()
        .satisfies(
            trigger -> {
              assertThat(trigger.type()).isEqualTo("EventBridgeRule");
              assertThat(trigger.payload()).exists();
              assertThat(trigger.properties().get("Pattern").toString())
                  .contains("aws.s3", "Object Created", "LandingBucket");
            });
  }
}
