package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import trackline.audit.EvidenceHandler;
import trackline.engines.athena.LakeDatabase;
import trackline.engines.athena.LocalAthena;
import trackline.engines.athena.ResultFiles;
import trackline.engines.s3.S3Endpoint;
import trackline.event.Sha256;
import trackline.tests.faults.FaultyAws.Request;

/** The evidence function with its own clients, on services that can be struck. */
final class EvidenceStage implements AutoCloseable {
  /** As many as there are callers in the month's trail. */
  static final int ROWS = 5;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVIDENCE = "evidence";
  private static final String RESULTS = "results";
  private static final String FOLDER = "evidence/2026-10/";
  private static final String MANIFEST = "manifest.json";

  /** The function's own. */
  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  /** The AWS calls of the function. */
  enum Call {
    LIST("GET"),
    START("StartQueryExecution"),
    LOOK("GetQueryExecution"),
    READ("GET"),
    COPY("PUT"),
    SUMS("PUT"),
    MANIFEST("PUT");

    private final String name;

    Call(String name) {
      this.name = name;
    }

    boolean is(Request request) {
      String path = request.uri().getPath();
      return request.call().equals(name)
          && switch (this) {
            case LIST -> isList(request);
            case READ -> !isList(request);
            case COPY -> path.endsWith("/writes.csv");
            case SUMS -> path.endsWith("/SHA256SUMS");
            case MANIFEST -> path.endsWith("/manifest.json");
            case START, LOOK -> true;
          };
    }

    private static boolean isList(Request request) {
      return String.valueOf(request.uri().getQuery()).contains("list-type=2");
    }

    boolean can(Fault fault) {
      return switch (fault) {
        case PARTIAL -> Partly.can(name);
        // What is left out is nothing without which an answer has a meaning.
        case SHORT_ANSWER -> false;
        // A file whose length is told too short is found out by S3's checksum, on AWS.
        case HALF_AN_ANSWER -> this == LIST || this == START || this == LOOK;
        // S3 acknowledges by its status alone.
        case BREAK_OFF, STALL, ANOTHERS_ANSWER, EMPTY_ANSWER, EMPTY_OBJECT ->
            this != COPY && this != SUMS && this != MANIFEST;
        default -> true;
      };
    }
  }

  private final S3Endpoint s3;
  private final LakeDatabase lake;
  private final LocalAthena athena;
  private final FaultyAws queries;
  private final FaultyAws buckets;

  EvidenceStage(Path folder) throws IOException, SQLException {
    TrailOfCalls trail = new TrailOfCalls(folder.resolve("trail"), folder.resolve("rows"));
    trail.writes(Instant.parse("2026-10-15T10:00:00Z"), ROWS);
    lake = trail.database(folder.resolve("lake"));
    s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(EVIDENCE, RESULTS));
    athena =
        new LocalAthena(
            lake,
            Clock.systemUTC(),
            _ -> {},
            new ResultFiles(s3.client(), Map.of("audit", "s3://" + RESULTS + "/audit/")));
    queries = new FaultyAws(InProcess.athena(athena));
    buckets = new FaultyAws(Behind.engine(s3.uri()));
  }

  /** Has the month's evidence written; nothing where the invocation fails. */
  Optional<JsonNode> write() throws IOException {
    ClientOverrideConfiguration patience = FaultyAws.hasty();
    Clock clock = Clock.systemUTC();
    EvidenceHandler function =
        new EvidenceHandler(
            Map.of(
                "AUDIT_WORKGROUP", "audit",
                "GLUE_DATABASE", "lake",
                "EVIDENCE_BUCKET", EVIDENCE,
                "AUDIT_OBJECTS", "off"),
            queries.client(AthenaClient.builder(), patience),
            buckets.client(S3Client.builder().forcePathStyle(true), patience),
            clock);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      function.handleRequest(
          new ByteArrayInputStream("{\"month\":\"2026-10\"}".getBytes(UTF_8)),
          out,
          new InvocationContext(clock, clock.instant().plus(TIMEOUT)));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
    return Optional.of(JSON.readTree(out.toByteArray()));
  }

  /** Whether the month has its manifest, and so is told to be whole. */
  boolean isManifestThere() {
    return s3
        .client()
        .listObjectsV2(list -> list.bucket(EVIDENCE).prefix(FOLDER))
        .contents()
        .stream()
        .anyMatch(object -> object.key().equals(FOLDER + MANIFEST));
  }

  /** Whether every file is as its sum says, and the writes are all there. */
  boolean isWhole() throws IOException {
    for (String sum : text("SHA256SUMS").lines().toList()) {
      String[] parts = sum.split("  ", 2);
      if (!parts[0].equals(Sha256.hex(text(parts[1])))) {
        return false;
      }
    }
    for (JsonNode file : JSON.readTree(text(MANIFEST)).path("files")) {
      long rows = text(file.path("file").textValue()).lines().count() - 1;
      if (rows != file.path("rows").asLong(-1)) {
        return false;
      }
    }
    return text("writes.csv").lines().count() == ROWS + 1;
  }

  private String text(String file) {
    return s3.client()
        .getObjectAsBytes(get -> get.bucket(EVIDENCE).key(FOLDER + file))
        .asUtf8String();
  }

  /** Nothing of the month has been written. */
  void forget() {
    for (S3Object object : s3.client().listObjectsV2(list -> list.bucket(EVIDENCE)).contents()) {
      s3.client().deleteObject(delete -> delete.bucket(EVIDENCE).key(object.key()));
    }
  }

  void strike(Call call, Fault fault) {
    service(call).strike(call::is, fault);
  }

  boolean hasStruck(Call call) {
    return service(call).struck() > 0;
  }

  int recover(Call call) {
    return service(call).recover();
  }

  private FaultyAws service(Call call) {
    return call == Call.START || call == Call.LOOK ? queries : buckets;
  }

  @Override
  public void close() throws SQLException {
    List.of(queries, buckets).forEach(FaultyAws::close);
    athena.close();
    lake.close();
    s3.close();
  }
}
