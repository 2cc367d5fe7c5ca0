package trackline.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import trackline.event.EventTime;
import trackline.event.Sha256;

/**
 * A month's answers to the questions of compliance, as files with their digests. The manifest is
 * written last: a month that has one is whole.
 */
final class Evidence {

  private static final List<String> OF_TABLES = List.of("reads", "writes", "deletes", "denied");
  private static final List<String> OF_OBJECTS =
      List.of("object_reads", "object_writes", "object_deletes", "object_denied");
  private static final String MANIFEST = "manifest.json";

  private final AthenaQueries queries;
  private final EvidenceFiles files;
  private final Clock clock;
  private final List<String> questions;

  /**
   * What writes evidence.
   *
   * @param objects whether calls to objects are recorded: without them their files would say that
   *     nobody had read any
   */
  Evidence(AthenaQueries queries, EvidenceFiles files, boolean objects, Clock clock) {
    this.questions =
        objects ? Stream.concat(OF_TABLES.stream(), OF_OBJECTS.stream()).toList() : OF_TABLES;
    this.queries = queries;
    this.files = files;
    this.clock = clock;
  }

  private record Started(Inquiry inquiry, String queryId) {}

  private record Written(Started started, QueryExecution query, EvidenceFiles.Copied file) {
    String name() {
      return started.inquiry().question().name() + ".csv";
    }
  }

  /** Writes a month's files unless they are there, and says whether it did. */
  boolean write(YearMonth month, Instant deadline) {
    String folder = "evidence/" + month + "/";
    if (files.exists(folder + MANIFEST)) {
      return false;
    }
    // All at once: Athena works on them side by side.
    List<Started> started = questions.stream().map(name -> start(name, month)).toList();
    List<Written> written = new ArrayList<>();
    for (Started query : started) {
      written.add(write(query, folder, deadline));
    }
    byte[] manifest = bytes(manifest(month, written).toPrettyString() + "\n");
    files.put(folder + "SHA256SUMS", bytes(sums(written, manifest)));
    files.put(folder + MANIFEST, manifest);
    return true;
  }

  private Started start(String name, YearMonth month) {
    Inquiry inquiry =
        new Inquiry(
            Questions.named(name).orElseThrow(),
            new Window(first(month), first(month.plusMonths(1))),
            Optional.empty(),
            Optional.empty());
    // By the day: a failed query is not found again for good, a running one is on a retry.
    String day = clock.instant().toString().substring(0, "2026-11-21".length());
    return new Started(inquiry, queries.start(inquiry, "evidence " + day));
  }

  private static Instant first(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private Written write(Started started, String folder, Instant deadline) {
    QueryExecution query =
        queries
            .await(started.queryId(), deadline)
            .orElseThrow(() -> new IllegalStateException("Not finished yet: " + started.queryId()));
    if (query.status().state() != QueryExecutionState.SUCCEEDED) {
      throw new IllegalStateException(
          "Athena ended a query as " + query.status().stateAsString() + ": " + started.queryId());
    }
    String key = folder + started.inquiry().question().name() + ".csv";
    return new Written(
        started, query, files.copy(query.resultConfiguration().outputLocation(), key));
  }

  private ObjectNode manifest(YearMonth month, List<Written> written) {
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("month", month.toString());
    manifest.put("from", first(month).toString());
    manifest.put("to", first(month.plusMonths(1)).toString());
    manifest.put("generated_at", EventTime.format(clock.instant()));
    ArrayNode list = manifest.putArray("files");
    written.forEach(file -> describe(list.addObject(), file));
    return manifest;
  }

  private static void describe(ObjectNode entry, Written written) {
    Inquiry inquiry = written.started().inquiry();
    entry.put("file", written.name()).put("title", inquiry.question().title());
    entry.put("sha256", written.file().sha256()).put("bytes", written.file().bytes());
    entry.put("rows", written.file().rows());
    entry.put("query_id", written.started().queryId());
    entry.put("bytes_scanned", written.query().statistics().dataScannedInBytes());
    entry.put("query", inquiry.question().sql());
    inquiry.literals().forEach(entry.putArray("arguments")::add);
  }

  /** The digests as {@code sha256sum -c} reads them. */
  private static String sums(List<Written> written, byte[] manifest) {
    return written.stream()
            .map(file -> file.file().sha256() + "  " + file.name() + "\n")
            .collect(Collectors.joining())
        + Sha256.hex(new String(manifest, StandardCharsets.UTF_8))
        + "  "
        + MANIFEST
        + "\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
