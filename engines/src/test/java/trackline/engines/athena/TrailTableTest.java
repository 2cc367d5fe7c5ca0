package trackline.engines.athena;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import trackline.engines.trail.TrailLogs;

class TrailTableTest {
  private static final String DAY = "AWSLogs/000000000000/CloudTrail/us-east-1/2026/11/20/";
  private static final String RECORD =
      "{'eventID':'%s','eventName':'PutItem','eventTime':'2026-11-20T10:00:00Z',"
          + "'userIdentity':{'arn':'arn:x','sessionContext':{'sessionIssuer':{'arn':'arn:role'}}},"
          + "'requestParameters':{'tableName':'T', 'key' : {'id':'1'}},'readOnly':false,"
          + "'resources':[{'ARN':'arn:t','type':'AWS::DynamoDB::Table'}],'unknown':{'a':[1]}}";

  @TempDir Path folder;
  private LakeDatabase lake;

  @BeforeEach
  void start() throws Exception {
    TrailLogs logs = new TrailLogs(folder.resolve("bucket"), folder.resolve("rows"), () -> {});
    lake =
        new LakeDatabase(
            folder.resolve("lake"), List.of(TrailTable.forLogs(logs), TrailTable.forAthena(logs)));
  }

  @AfterEach
  void stop() throws Exception {
    lake.close();
  }

  private Path drop(String key, String content) throws Exception {
    Path file = folder.resolve("bucket").resolve(key);
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content.replace('\'', '"').getBytes(UTF_8));
    }
    return file;
  }

  private static String records(String... ids) {
    return "{'Records':[%s]}"
        .formatted(String.join(",", Arrays.stream(ids).map(RECORD::formatted).toList()));
  }

  private List<List<@Nullable String>> rows(String sql) throws Exception {
    return lake.query(sql).rows();
  }

  private List<String> ids() throws Exception {
    return rows("SELECT eventid FROM cloudtrail ORDER BY eventid").stream()
        .map(row -> String.valueOf(row.getFirst()))
        .toList();
  }

  @Test
  void aTrailWithNothingInItHasNoRows() throws Exception {
    assertThat(ids()).isEmpty();
    assertThat(rows("SELECT useridentity.sessioncontext.sessionissuer.arn FROM cloudtrail"))
        .isEmpty();
  }

  @Test
  void recordsAreReadAsAthenaReadsThem() throws Exception {
    drop(DAY + "a.json.gz", records("1"));

    assertThat(
            rows(
                "SELECT eventid, useridentity.arn, useridentity.sessioncontext.sessionissuer.arn,"
                    + " useridentity.username, requestparameters, readonly, resources[1].arn,"
                    + " region, \"timestamp\", errorcode,"
                    + " json_extract_scalar(requestparameters, '$.tableName')"
                    + " FROM cloudtrail"))
        .singleElement()
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactly(
            "1",
            "arn:x",
            "arn:role",
            null,
            "{\"tableName\":\"T\",\"key\":{\"id\":\"1\"}}",
            "false",
            "arn:t",
            "us-east-1",
            "2026/11/20",
            null,
            "T");
  }

  @Test
  void whatIsNoLogOfThisTrailIsLeftOut() throws Exception {
    drop(DAY + "a.json.gz", records("1", "2"));
    drop(DAY + "empty.json.gz", "{'Records':[]}");
    drop(DAY + "other.json.gz", "{'logFiles':[],'Records':null}");
    drop(DAY + "000000000000_CloudTrail-Digest_us-east-1_x.json.gz", records("digest"));
    drop("AWSLogs/000000000000/CloudTrail-Digest/us-east-1/2026/11/20/d.json.gz", records("d"));
    drop("AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/b.json.gz", records("other"));
    drop(DAY + "nulls.json.gz", "{'Records':[{'eventID':'3','requestParameters':null},7,null]}");
    Path torn = drop(DAY + "torn.json.gz", records("4", "5"));
    byte[] bytes = Files.readAllBytes(torn);
    Files.write(torn, Arrays.copyOf(bytes, bytes.length / 2));
    Files.writeString(Files.createFile(torn.resolveSibling("none.json.gz")), "no gzip");

    assertThat(ids()).containsExactly("1", "2", "3");
    assertThat(
            rows("SELECT requestparameters, useridentity.arn FROM cloudtrail WHERE eventid = '3'"))
        .containsExactly(Arrays.asList(null, null));
  }

  @Test
  void aFileThatIsReplacedOrDeletedIsSeen() throws Exception {
    drop(DAY + "a.json.gz", records("1"));
    assertThat(ids()).containsExactly("1");
    Path file = drop(DAY + "a.json.gz", records("2", "33"));
    assertThat(ids()).containsExactly("2", "33");
    Files.delete(file);
    assertThat(ids()).isEmpty();
  }

  @Test
  void theScannedBytesAreTheFilesOfThePartitionsRead() throws Exception {
    Path one = drop(DAY + "a.json.gz", records("1"));
    Path other = drop(DAY.replace("11/20", "11/21") + "b.json.gz", records("2"));

    assertThat(lake.query("SELECT * FROM cloudtrail").bytesScanned())
        .isEqualTo(Files.size(one) + Files.size(other));
    assertThat(
            lake.query(
                    "SELECT * FROM cloudtrail WHERE region = 'us-east-1' AND \"timestamp\""
                        + " BETWEEN '2026/11/20' AND '2026/11/20' AND eventname = 'x'")
                .bytesScanned())
        .isEqualTo(Files.size(one));
  }

  @Test
  void parametersAreLiteralsInTheirPlaces() {
    assertThat(BoundSql.of("SELECT '?', \"?\", ? -- ?\n, ? /* ? */", List.of("'it''s'", "-1.5")))
        .isEqualTo("SELECT '?', \"?\", 'it''s' -- ?\n, -1.5 /* ? */");
    assertThat(BoundSql.of("SELECT ?", List.of("TIMESTAMP '2026-11-20 10:00:00'")))
        .isEqualTo("SELECT TIMESTAMP '2026-11-20 10:00:00'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "'a' OR 1=1", "'a", "'a'; DROP", "(SELECT 1)", "1 --", ""})
  void whatIsNoLiteralIsNoParameter(String parameter) {
    assertThatThrownBy(() -> BoundSql.of("SELECT ?", List.of(parameter)))
        .isInstanceOf(InvalidRequestException.class);
  }
}
