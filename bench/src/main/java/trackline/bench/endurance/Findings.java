package trackline.bench.endurance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import trackline.fake.ExpectedRollup;
import trackline.fake.FakeEvent;

/**
 * What is found of the acknowledged events in the end.
 *
 * @param acknowledged events with an answer that they are stored
 * @param missingInTable of these
 * @param missingInLake of these
 * @param rawDuplicates lines of the lake beyond one an event, which the queries must not count
 * @param quarantined events that were refused, though all are good
 * @param missing what the rollups count too little, over all rows of all rollups
 * @param duplicates what the rollups count too much
 * @param wrongRollups those whose rows are not exactly the expected ones; of the ledger, which
 *     knows no count of a function that was killed before its log line, those that miss an event or
 *     count one too much
 */
record Findings(
    int acknowledged,
    int missingInTable,
    int missingInLake,
    long rawDuplicates,
    int quarantined,
    long missing,
    long duplicates,
    List<String> wrongRollups) {

  private static final Duration LONGEST_LEASE = Duration.ofMinutes(1);
  private static final Duration BETWEEN_REFRESHES = Duration.ofSeconds(2);

  /** Looks at the table, the lake and every rollup, after all was delivered and computed. */
  static Findings of(Api api, Events events, LakeFiles lake)
      throws IOException, InterruptedException {
    api.pull("flush");
    refresh(api);
    Set<String> all =
        events.all().stream().map(FakeEvent::eventId).collect(Collectors.toUnmodifiableSet());
    Map<String, Long> lines = lake.lines(api.get("/local/objects").path("objects"));
    Rollups rollups = Rollups.compared(api, events.expected());
    rollups.checkLedger(api, all.size());
    return new Findings(
        all.size(),
        lacking(all, stored(api, events)),
        lacking(all, lines.keySet()),
        lines.values().stream().mapToLong(count -> count - 1).sum(),
        api.get("/local/events?status=bad").path("events").size(),
        rollups.missing,
        rollups.duplicates,
        rollups.wrong);
  }

  /**
   * Computes every rollup. One whose query a killed process was about to start is leased to that
   * process for 30 seconds still, and the refresh says that it was not computed.
   */
  private static void refresh(Api api) throws IOException, InterruptedException {
    long end = System.nanoTime() + LONGEST_LEASE.toNanos();
    while (true) {
      try {
        api.pull("refresh");
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(BETWEEN_REFRESHES);
      }
    }
  }

  boolean isGood() {
    return missingInTable + missingInLake + quarantined == 0
        && missing + duplicates == 0
        && wrongRollups.isEmpty();
  }

  String text() {
    return """
        acknowledged                   %,9d events
        missing from the table         %,9d
        missing from the lake          %,9d
        refused                        %,9d
        duplicates in the lake, raw    %,9d
        duplicates after the queries   %,9d
        missing after the queries      %,9d
        rollups with a wrong row       %,9d  %s"""
        .formatted(
            acknowledged,
            missingInTable,
            missingInLake,
            quarantined,
            rawDuplicates,
            duplicates,
            missing,
            wrongRollups.size(),
            String.join(", ", wrongRollups));
  }

  /** By user, as anybody asks: the table as a whole is the slower to read the more is in it. */
  private static Set<String> stored(Api api, Events events)
      throws IOException, InterruptedException {
    Set<String> users = events.all().stream().map(FakeEvent::owner).collect(Collectors.toSet());
    Set<String> ids = new HashSet<>();
    for (String user : users) {
      String path = "/v1/users/" + encoded(user) + "/events?limit=1000";
      JsonNode page = api.get(path);
      addIds(page, ids);
      while (page.path("next").isTextual()) {
        page = api.get(path + "&before=" + encoded(page.path("next").textValue()));
        addIds(page, ids);
      }
    }
    return ids;
  }

  private static void addIds(JsonNode page, Set<String> ids) {
    for (JsonNode event : page.path("events")) {
      ids.add(event.path("event_id").asText());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static int lacking(Set<String> wanted, Set<String> found) {
    return (int) wanted.stream().filter(id -> !found.contains(id)).count();
  }

  /** The difference of all rollups to the expected ones. */
  private static final class Rollups {
    private final List<String> wrong = new ArrayList<>();
    private long missing;
    private long duplicates;

    static Rollups compared(Api api, List<ExpectedRollup> expected)
        throws IOException, InterruptedException {
      Rollups rollups = new Rollups();
      for (ExpectedRollup rollup : expected) {
        rollups.compare(rollup, api.get("/v1/rollups/" + rollup.name()).path("rows"));
      }
      return rollups;
    }

    private void compare(ExpectedRollup expected, JsonNode rows) {
      JsonNode wanted = expected.json().path("rows");
      if (wanted.toString().equals(rows.toString())) {
        return;
      }
      wrong.add(expected.name());
      Map<String, Long> difference = new HashMap<>();
      counts(rows).forEach((row, count) -> difference.merge(row, count, Long::sum));
      counts(wanted).forEach((row, count) -> difference.merge(row, -count, Long::sum));
      for (long count : difference.values()) {
        duplicates += Math.max(0, count);
        missing += Math.max(0, -count);
      }
    }

    /** Nothing that was counted may be missing, and each event is to be queried once. */
    private void checkLedger(Api api, int acknowledged) throws IOException, InterruptedException {
      JsonNode ledger = api.get("/v1/rollups/ledger");
      long queried = column(ledger, "queried").sum();
      long lost = column(ledger, "missing").filter(count -> count > 0).sum();
      if (queried != acknowledged || lost > 0) {
        wrong.add("ledger (%,d queried, %,d missing)".formatted(queried, lost));
      }
    }

    private static LongStream column(JsonNode rollup, String name) {
      int index =
          StreamSupport.stream(rollup.path("columns").spliterator(), false)
              .map(JsonNode::asText)
              .toList()
              .indexOf(name);
      return StreamSupport.stream(rollup.path("rows").spliterator(), false)
          .mapToLong(row -> row.required(index).asLong());
    }

    /** Each row's count, its last column, under the text of its other columns. */
    private static Map<String, Long> counts(JsonNode rows) {
      return StreamSupport.stream(rows.spliterator(), false)
          .collect(
              Collectors.toMap(
                  row -> name(row), row -> row.path(row.size() - 1).asLong(), Long::sum));
    }

    private static String name(JsonNode row) {
      return StreamSupport.stream(row.spliterator(), false)
          .limit(row.size() - 1L)
          .map(JsonNode::toString)
          .collect(Collectors.joining(","));
    }
  }
}
