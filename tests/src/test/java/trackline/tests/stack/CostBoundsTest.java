package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.engines.template.Template;

/** What bounds the cost of a flood: the tables' maxima, the front door's rate, and two alarms. */
class CostBoundsTest {
  private static final String TABLE = "AWS::DynamoDB::Table";
  private static final String ALARM = "AWS::CloudWatch::Alarm";
  private static final String MAXIMUM = "OnDemandThroughput";

  /** The events of a team at its peaks: each of the 4 KB that a long one has, begun anew. */
  private static final int PEAK_UNITS = 200 * 5;

  @Test
  void theTablesHaveMaximaThatATeamDoesNotMeet() {
    assertThat(eventsTable(Map.of()).path(MAXIMUM))
        .isEqualTo(history(Map.of()).path(MAXIMUM))
        .allSatisfy(units -> assertThat(units.asInt()).isGreaterThanOrEqualTo(2 * PEAK_UNITS));
    assertThat(members(eventsTable(Map.of()).path(MAXIMUM)))
        .containsExactly("MaxWriteRequestUnits 2000", "MaxReadRequestUnits 2000");
    assertThat(members(erasuresTable(Map.of()).path(MAXIMUM)))
        .containsExactly("MaxWriteRequestUnits 100", "MaxReadRequestUnits 2000");
  }

  @Test
  void theIndexHasTheMaximumOfItsTable() {
    Map<String, String> given = Map.of("EventsWriteUnits", "7", "EventsReadUnits", "9");

    assertThat(members(eventsTable(given).path(MAXIMUM)))
        .containsExactly("MaxWriteRequestUnits 7", "MaxReadRequestUnits 9");
    assertThat(history(given).path(MAXIMUM)).isEqualTo(eventsTable(given).path(MAXIMUM));
  }

  @Test
  void erasuresHaveTheirOwnMaximum() {
    Map<String, String> given = Map.of("ErasuresWriteUnits", "7", "ErasuresReadUnits", "9");

    assertThat(members(erasuresTable(given).path(MAXIMUM)))
        .containsExactly("MaxWriteRequestUnits 7", "MaxReadRequestUnits 9");
    assertThat(eventsTable(given)).isEqualTo(eventsTable(Map.of()));
  }

  /** A new table takes no -1, and none of its maxima may be named where there is none. */
  @ParameterizedTest
  @ValueSource(strings = {"Events", "Erasures"})
  void zeroIsNoMaximum(String table) {
    String writes = table + "WriteUnits";
    String reads = table + "ReadUnits";

    assertThat(members(table(table, Map.of(writes, "0")).path(MAXIMUM)))
        .containsExactly("MaxReadRequestUnits 2000");
    assertThat(members(table(table, Map.of(writes, "5", reads, "0")).path(MAXIMUM)))
        .containsExactly("MaxWriteRequestUnits 5");
    assertThat(table(table, Map.of(writes, "0", reads, "0")).has(MAXIMUM)).isFalse();
    assertThat(history(Map.of("EventsWriteUnits", "0", "EventsReadUnits", "0")).has(MAXIMUM))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "EventsWritesAlarm, EventsWritesAlarmUnits, 900000, AWS/DynamoDB, ConsumedWriteCapacityUnits,"
        + " TableName, trackline-events",
    "RequestsAlarm, RequestsAlarmCount, 300000, AWS/ApiGateway, Count, ApiId, trackline-api"
  })
  void anAlarmTellsOfTooMuch(
      String id,
      String parameter,
      int threshold,
      String namespace,
      String metric,
      String dimension,
      String of) {
    JsonNode alarm = alarms(Map.of("AlarmTopicArn", "arn:topic")).get(id);

    assertThat(alarm.path("Threshold").asInt()).isEqualTo(threshold);
    assertThat(alarm.path("Namespace").asText()).isEqualTo(namespace);
    assertThat(alarm.path("MetricName").asText()).isEqualTo(metric);
    assertThat(alarm.path("Dimensions")).hasSize(1);
    assertThat(alarm.at("/Dimensions/0/Name").asText()).isEqualTo(dimension);
    assertThat(alarm.at("/Dimensions/0/Value").asText()).isEqualTo(of);
    assertThat(alarm.path("Statistic").asText()).isEqualTo("Sum");
    assertThat(alarm.path("Period").asInt() * alarm.path("EvaluationPeriods").asInt())
        .isEqualTo(15 * 60);
    assertThat(alarm.path("ComparisonOperator").asText())
        .isEqualTo("GreaterThanOrEqualToThreshold");
    assertThat(alarm.path("TreatMissingData").asText()).isEqualTo("notBreaching");
    assertThat(alarm.at("/AlarmActions/0").asText()).isEqualTo("arn:topic");
    assertThat(alarms(Map.of(parameter, "12")).get(id).path("Threshold").asInt()).isEqualTo(12);
    assertThat(alarms(Map.of(parameter, "0"))).doesNotContainKey(id);
  }

  /** The alarm comes before the maximum does: what is throttled is not written. */
  @Test
  void theAlarmSoundsBelowTheMaximum() {
    assertThat(number("EventsWritesAlarmUnits"))
        .isGreaterThanOrEqualTo(PEAK_UNITS * 15 * 60)
        .isLessThan(number("EventsWriteUnits") * 15 * 60);
    assertThat(number("RequestsAlarmCount"))
        .isGreaterThan(200 * 15 * 60)
        .isLessThan(number("ThrottlingRate") * 15 * 60);
  }

  @Test
  void theFrontDoorLetsInWhatItsParametersSay() {
    JsonNode settings =
        Template.load(Map.of("ThrottlingRate", "7", "ThrottlingBurst", "9"))
            .resources("AWS::Serverless::HttpApi")
            .get("Api")
            .path("DefaultRouteSettings");

    assertThat(members(settings))
        .containsExactly("ThrottlingRateLimit 7", "ThrottlingBurstLimit 9");
  }

  @Test
  void ingestHasABoundWhereOneIsAskedFor() {
    assertThat(ingest(Map.of()).has("ReservedConcurrentExecutions")).isFalse();
    assertThat(
            ingest(Map.of("IngestReservedConcurrency", "20"))
                .path("ReservedConcurrentExecutions")
                .asInt())
        .isEqualTo(20);
  }

  private static JsonNode ingest(Map<String, String> parameters) {
    return Template.load(parameters).resources("AWS::Serverless::Function").get("IngestFunction");
  }

  private static int number(String parameter) {
    return (int) Stack.read().parameter(parameter).get("Default");
  }

  private static JsonNode eventsTable(Map<String, String> parameters) {
    return table("Events", parameters);
  }

  private static JsonNode erasuresTable(Map<String, String> parameters) {
    return table("Erasures", parameters);
  }

  private static JsonNode table(String name, Map<String, String> parameters) {
    return Template.load(parameters).resources(TABLE).get(name + "Table");
  }

  private static JsonNode history(Map<String, String> parameters) {
    return eventsTable(parameters).at("/GlobalSecondaryIndexes/0");
  }

  private static Map<String, JsonNode> alarms(Map<String, String> parameters) {
    return Template.load(parameters).resources(ALARM);
  }

  private static List<String> members(JsonNode node) {
    List<String> members = new ArrayList<>();
    node.properties().forEach(one -> members.add(one.getKey() + " " + one.getValue().asText()));
    return members;
  }
}
