package trackline.engines.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The stack with and without those nested in it. */
class TemplateTest {
  private static final Template OFF = Template.load(Map.of());
  private static final Template ON =
      Template.load(Map.of("Search", "on", "SearchBufferSeconds", "3"));

  @Test
  void aNestedStackThatIsOffIsNotThere() {
    assertThat(OFF.resources("AWS::OpenSearchService::Domain")).isEmpty();
    assertThat(OFF.resources("AWS::KinesisFirehose::DeliveryStream"))
        .containsOnlyKeys("DeliveryStream");
    assertThat(forward(OFF).environment()).containsEntry("SEARCH_STREAM", "");
  }

  @Test
  void aNestedStackHasItsParametersAndGivesItsOutputs() {
    JsonNode stream = resource("AWS::KinesisFirehose::DeliveryStream", "SearchStream");

    assertThat(stream.at("/AmazonopensearchserviceDestinationConfiguration/BufferingHints"))
        .hasToString("{\"SizeInMBs\":5,\"IntervalInSeconds\":\"3\"}");
    assertThat(forward(ON).environment()).containsEntry("SEARCH_STREAM", "trackline-search");
    assertThat(ON.resources("AWS::S3::Bucket")).containsKeys("LakeBucket", "SearchBackupBucket");
  }

  @Test
  void theDomainsNameIsMadeOfTheStacksId() {
    assertThat(resource("AWS::OpenSearchService::Domain", "Domain").path("DomainName"))
        .hasToString("\"trackline-000000000000\"");
  }

  /** It sets up what is on AWS. */
  @Test
  void theFunctionOfANestedStackIsNotRunHere() {
    assertThat(ON.functions()).hasSameSizeAs(OFF.functions());
  }

  @Test
  void theAuditIsThereWhereItIsOn() {
    Template audit = Template.load(Map.of("Audit", "on", "AirkitOrganizationId", "local"));

    assertThat(OFF.functions())
        .extracting(FunctionSpec::logicalId)
        .doesNotContain("AuditFunction", "EvidenceFunction");
    assertThat(audit.resources("AWS::S3::Bucket")).containsKeys("TrailBucket", "EvidenceBucket");
    assertThat(audit.function("AuditFunction").environment())
        .containsEntry("AUDIT_LOG_GROUP", "trackline-trail-log-group")
        .containsEntry("AUDIT_LOG_DAYS", "90")
        .containsEntry("AUDIT_WORKGROUP", "trackline-audit-workgroup")
        .containsEntry("GLUE_DATABASE", "trackline-lake-database");
    assertThat(audit.function("EvidenceFunction").environment())
        .containsEntry("EVIDENCE_BUCKET", "trackline-evidence")
        .containsEntry("AUDIT_OBJECTS", "off");
    Template objects = Template.load(Map.of("Audit", "on", "AuditObjects", "on"));
    assertThat(objects.function("EvidenceFunction").environment())
        .containsEntry("AUDIT_OBJECTS", "on");
  }

  private static JsonNode resource(String type, String id) {
    return Objects.requireNonNull(ON.resources(type).get(id));
  }

  private static FunctionSpec forward(Template template) {
    return template.function("ForwardFunction");
  }
}
