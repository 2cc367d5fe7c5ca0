package trackline.engines.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import trackline.engines.kit.HandClock;
import trackline.engines.s3.S3Endpoint;

class ResultFilesTest {
  @TempDir Path folder;

  @Test
  void aResultIsAnObjectOfTheWorkgroup() throws Exception {
    try (S3Endpoint s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of("results"));
        LakeDatabase lake = new LakeDatabase(folder);
        LocalAthena athena =
            new LocalAthena(
                lake,
                new HandClock(),
                _ -> {},
                new ResultFiles(s3.client(), Map.of("audit", "s3://results/audit/")))) {
      String id =
          athena
              .startQueryExecution(
                  r -> r.queryString("SELECT 'a\"b' AS x, NULL AS y, 1 AS z").workGroup("audit"))
              .queryExecutionId();
      athena.awaitIdle();

      QueryExecution done = athena.getQueryExecution(r -> r.queryExecutionId(id)).queryExecution();
      assertThat(done.resultConfiguration().outputLocation())
          .isEqualTo("s3://results/audit/" + id + ".csv");
      assertThat(Files.readString(s3.file("results", "audit/" + id + ".csv")))
          .isEqualTo("\"x\",\"y\",\"z\"\n\"a\"\"b\",,\"1\"\n");
    }
  }
}
