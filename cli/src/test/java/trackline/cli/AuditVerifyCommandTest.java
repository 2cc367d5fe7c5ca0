package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.cli.Ran.trackline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import trackline.engines.kit.ExampleTrail;
import trackline.engines.s3.S3Endpoint;

final class AuditVerifyCommandTest {

  @TempDir private Path folder;

  private final ExampleTrail trail = new ExampleTrail();

  private Ran verify(String... arguments) throws IOException {
    Path keys = folder.resolve("keys.json");
    Files.writeString(keys, trail.printedKeys());
    Path signatures = folder.resolve("signatures.json");
    ObjectNode signed = JsonNodeFactory.instance.objectNode();
    trail.signatures().forEach(signed::put);
    Files.writeString(signatures, signed.toString());
    List<String> all = new ArrayList<>(List.of("audit", "verify"));
    if (!List.of(arguments).contains("--from")) {
      all.addAll(List.of("--from", trail.from()));
    }
    all.addAll(List.of("--to", trail.to()));
    all.addAll(List.of("--folder", folder.resolve("copy").toString()));
    all.addAll(List.of("--public-keys", keys.toString()));
    all.addAll(List.of("--signatures", signatures.toString()));
    all.addAll(List.of(arguments));
    return trackline(all.toArray(String[]::new));
  }

  @Test
  void vouchesForACopy() throws IOException {
    trail.into(folder.resolve("copy"));

    assertThat(verify())
        .isEqualTo(
            new Ran(
                0,
                """
                Checked 2026-11-19T21:17:31Z to 2026-11-20T00:17:31Z.

                111122223333 us-east-2, trail my-trail
                  3/3 digest files valid
                  6/6 log files valid
                  proven: 2026-11-19T21:17:31Z to 2026-11-20T00:17:31Z

                Nothing is missing or changed.
                """,
                ""));
  }

  @Test
  void saysWhatIsMissingAndWhatToDo() throws IOException {
    trail.into(folder.resolve("copy"));
    Path gone = folder.resolve("copy").resolve(trail.log(2));
    Files.delete(gone);

    Ran ran = verify();

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out())
        .contains("5/6 log files valid, 1 INVALID")
        .contains("wrong  missing      " + gone + "\n                    Its digest names it.\n")
        .contains("Restore it from the bucket's versions")
        .endsWith("1 thing is wrong.\n");
  }

  @Test
  void aChainThatBeginsInThePeriodIsWrongUnlessItIsTold() throws IOException {
    trail.into(folder.resolve("copy"));
    String before = "2026-11-19";

    Ran untold = verify("--from", before);
    Ran told = verify("--from", before, "--begins-at", trail.from());

    assertThat(untold.exitCode()).isEqualTo(1);
    assertThat(untold.out())
        .contains(
            """
            wrong  untold       us-east-2
                                The chain begins at 2026-11-19T21:17:31Z, and nothing is proven of before.
            """)
        .contains("tell it with --begins-at.")
        .endsWith("1 thing is wrong.\n");
    assertThat(told.exitCode()).isZero();
    assertThat(told.out()).contains("note   starts").endsWith("Nothing is missing or changed.\n");
  }

  @Test
  void tellsMachines() throws IOException {
    trail.into(folder.resolve("copy"));
    Files.delete(folder.resolve("copy").resolve(trail.log(2)));

    JsonNode json = new ObjectMapper().readTree(verify("--json").out());

    assertThat(json.path("whole").asBoolean(true)).isFalse();
    assertThat(json.at("/chains/0/log_files").toString())
        .isEqualTo("{\"valid\":5,\"invalid\":1,\"unproven\":0}");
    assertThat(json.at("/findings/0/kind").asText()).isEqualTo("missing");
    assertThat(json.at("/findings/0/file").asText()).endsWith(trail.log(2));
  }

  @Test
  void readsTheBucketOfARunningLocal() throws IOException {
    try (S3Endpoint s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(ExampleTrail.BUCKET));
        TinyTrackline server = new TinyTrackline()) {
      trail.into(s3.client());
      ObjectNode endpoints = JsonNodeFactory.instance.objectNode().put("s3", s3.uri().toString());
      endpoints.putObject("trail").put("bucket", ExampleTrail.BUCKET).set("public_keys", keys());
      server.prepare("/local/endpoints", 200, endpoints.toString());
      String[] command = {
        "audit",
        "verify",
        "--local",
        "--url",
        server.url(),
        "--from",
        trail.from(),
        "--to",
        trail.to()
      };

      Ran whole = trackline(command);
      ((ObjectNode) endpoints.path("trail")).putObject("begins").put("us-east-2", trail.from());
      server.prepare("/local/endpoints", 200, endpoints.toString());
      command[6] = "2026-11-19";
      Ran untold = trackline(command);
      Ran known = trackline(command);
      command[6] = trail.from();
      trail.loseSignature(s3.client(), 2);
      Ran unsigned = trackline(command);
      trail.into(s3.client());
      s3.client().deleteObject(delete -> delete.bucket(ExampleTrail.BUCKET).key(trail.digest(1)));
      Ran broken = trackline(command);

      assertThat(whole.out()).contains("3/3 digest files valid\n  6/6 log files valid");
      assertThat(whole.exitCode()).isZero();
      assertThat(untold.out()).contains("wrong  untold ");
      assertThat(untold.exitCode()).isEqualTo(1);
      assertThat(known.out()).contains("note   starts");
      assertThat(known.exitCode()).isZero();
      assertThat(unsigned.out())
          .contains("signature    s3://" + ExampleTrail.BUCKET + "/" + trail.digest(2))
          .contains("It has no signature.");
      assertThat(unsigned.exitCode()).isEqualTo(1);
      assertThat(broken.out())
          .contains("missing      s3://" + ExampleTrail.BUCKET + "/" + trail.digest(1))
          .contains("No valid digest is of 2026-11-19T22:17:31Z to 2026-11-19T23:17:31Z.");
      assertThat(broken.exitCode()).isEqualTo(1);
    }
  }

  private JsonNode keys() throws IOException {
    JsonNode printed = new ObjectMapper().readTree(trail.printedKeys()).at("/PublicKeyList/0");
    ObjectNode key = JsonNodeFactory.instance.objectNode();
    key.set("fingerprint", printed.path("Fingerprint"));
    key.set("value", printed.path("Value"));
    return JsonNodeFactory.instance.arrayNode().add(key);
  }

  @Test
  void saysThatALocalHasNoTrail() throws IOException {
    try (TinyTrackline server = new TinyTrackline()) {
      server.prepare("/local/endpoints", 200, "{}");

      Ran ran = trackline("audit", "verify", "--local", "--url", server.url());

      assertThat(ran.err())
          .isEqualTo(
              """
              trackline: This `local` records no trail.
                `./trackline local --audit` records one.
              """);
      assertThat(ran.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void saysThatNothingIsThereToCheck() throws IOException {
    Files.createDirectories(folder.resolve("copy"));

    assertThat(verify().err()).startsWith("trackline: There is no digest of this period.");
  }

  @Test
  void refusesWhatItCannotUnderstand() {
    assertThat(trackline("audit", "verify", "--local", "--bucket", "b").exitCode()).isEqualTo(2);
    Ran ran = trackline("audit", "verify", "--local", "--from", "2026-11-20", "--to", "2026-11-19");
    assertThat(ran.err()).startsWith("trackline: The period must start before it ends");
    assertThat(ran.exitCode()).isEqualTo(2);
  }
}
