package trackline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import trackline.http.Refusal;
import trackline.local.door.EventFinder;
import trackline.local.door.Inside;
import trackline.sql.Rollups;

/** What the local door shows and moves, of a running walk. */
final class Workings implements Inside {
  private static final int EXAMPLES = 5;

  private final Walk walk;
  private final EventFinder finder;

  Workings(Walk walk) {
    this.walk = walk;
    Engines engines = walk.engines();
    this.finder =
        new EventFinder(
            engines.dynamoDb().client(),
            Engines.EVENTS_TABLE,
            engines.s3().client(),
            Engines.QUARANTINE);
  }

  @Override
  public String readKey() {
    return LocalKeys.READ;
  }

  @Override
  public List<String> exampleUsers() {
    return finder.users(EXAMPLES);
  }

  @Override
  public JsonNode goodEvents(String eventId) {
    return JsonNodeFactory.instance.objectNode().set("events", finder.good(eventId));
  }

  @Override
  public JsonNode badEvents(String eventId) {
    return JsonNodeFactory.instance.objectNode().set("events", finder.bad(eventId));
  }

  @Override
  public JsonNode objects() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode objects = answer.putArray("objects");
    walk.engines()
        .s3()
        .client()
        .listObjectsV2Paginator(r -> r.bucket(Engines.LAKE))
        .contents()
        .forEach(object -> objects.addObject().put("key", object.key()).put("size", object.size()));
    return answer;
  }

  @Override
  public JsonNode endpoints() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    Engines engines = walk.engines();
    answer.put("dynamodb", engines.dynamoDb().uri().toString());
    answer.put("s3", engines.s3().uri().toString());
    answer.put("lambda", walk.invocations().toString());
    answer.put("opensearch", engines.search().map(search -> search.uri().toString()).orElse(null));
    answer
        .putObject("tables")
        .put("events", Engines.EVENTS_TABLE)
        .put("erasures", Engines.ERASURES_TABLE)
        .put("rollups", Engines.ROLLUPS_TABLE);
    answer
        .putObject("functions")
        .put("ingest", "IngestFunction")
        .put("forward", "ForwardFunction")
        .put("importer", "ImporterFunction");
    ObjectNode buckets =
        answer
            .putObject("buckets")
            .put("lake", Engines.LAKE)
            .put("landing", Engines.LANDING)
            .put("quarantine", Engines.QUARANTINE)
            .put("results", Engines.RESULTS);
    if (engines.search().isPresent()) {
      buckets.put("search_backup", Engines.SEARCH_BACKUP);
    }
    engines.audit().ifPresent(audit -> describe(audit, answer, buckets));
    List<String> attached = walk.attached();
    if (!attached.isEmpty()) {
      attached.forEach(answer.putArray("attached")::add);
    }
    return answer;
  }

  private static void describe(AuditTrail audit, ObjectNode answer, ObjectNode buckets) {
    buckets.put("trail", AuditTrail.BUCKET).put("evidence", AuditTrail.EVIDENCE);
    answer.set("trail", audit.describe());
  }

  @Override
  public Optional<String> auditKey() {
    return walk.engines().audit().map(_ -> LocalKeys.AUDIT);
  }

  @Override
  public JsonNode flush() {
    return done(() -> JsonNodeFactory.instance.objectNode().put("objects", walk.flush().size()));
  }

  @Override
  public JsonNode refresh() {
    return done(
        () -> {
          int computed = walk.refresh();
          if (computed < Rollups.all().size()) {
            throw Refusal.unavailable("Some rollups were not computed; logs/rollup.log tells why");
          }
          return JsonNodeFactory.instance.objectNode().put("rollups", computed);
        });
  }

  @Override
  public JsonNode reset() {
    return done(
        () -> {
          walk.reset();
          return JsonNodeFactory.instance.objectNode();
        });
  }

  private interface Work {
    ObjectNode run() throws IOException, InterruptedException;
  }

  /** One at a time: a reset in the middle of a flush would take the tables away under it. */
  private synchronized JsonNode done(Work work) {
    try {
      ObjectNode answer = JsonNodeFactory.instance.objectNode().put("done", true);
      return answer.setAll(work.run());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Trackline is stopping", e);
    }
  }
}
