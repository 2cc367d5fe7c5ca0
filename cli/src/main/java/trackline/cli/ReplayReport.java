package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of a replay, by door and reason. */
final class ReplayReport {
  private static final int FAULTS = 10;
  private static final String RETRY = "retry";

  private record Group(String door, String reason) implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      return Comparator.comparing(Group::door).thenComparing(Group::reason).compare(this, other);
    }
  }

  /** What came of the entries of a group. */
  private static final class Counts {
    private int entries;
    private final Map<String, Integer> byStatus = new TreeMap<>();
    private final Map<String, Integer> faults = new LinkedHashMap<>();

    int of(String status) {
      return byStatus.getOrDefault(status, 0);
    }

    void add(JsonNode result) {
      byStatus.merge(result.path("status").asText(RETRY), 1, Integer::sum);
      for (JsonNode error : result.path("errors")) {
        String fault = error.path("pointer").asText() + " " + error.path("detail").asText();
        faults.merge(fault.strip(), 1, Integer::sum);
      }
    }

    /** How many faults are not among the most frequent ones. */
    int others() {
      int named = mostFrequent().stream().mapToInt(Map.Entry::getValue).sum();
      return faults.values().stream().mapToInt(Integer::intValue).sum() - named;
    }

    /** The most frequent faults. */
    List<Map.Entry<String, Integer>> mostFrequent() {
      return faults.entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .limit(FAULTS)
          .toList();
    }
  }

  private final Map<Group, Counts> groups = new TreeMap<>();
  private final List<ReplayObject.Unreadable> unreadable = new ArrayList<>();

  /** Counts a result; a whole body counts by its events. */
  void add(ReplayEntry entry, JsonNode result) {
    Counts counts =
        groups.computeIfAbsent(new Group(entry.door(), entry.reason()), _ -> new Counts());
    counts.entries++;
    if (result.path("events").isEmpty()) {
      counts.add(result);
    } else {
      result.path("events").forEach(counts::add);
    }
  }

  /** Counts a line that was sent to nobody. */
  void add(ReplayObject.Unreadable line) {
    unreadable.add(line);
  }

  int total() {
    return groups.values().stream().mapToInt(counts -> counts.entries).sum();
  }

  private int total(String status) {
    return groups.values().stream().mapToInt(counts -> counts.of(status)).sum();
  }

  private boolean mustBeRepeated() {
    return total(RETRY) > 0;
  }

  /** Whether everything was judged. */
  boolean isWhole() {
    return !mustBeRepeated() && unreadable.isEmpty();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(groups.isEmpty() ? List.of() : judged());
    unreadable.forEach(line -> lines.add("unreadable: " + line));
    return lines;
  }

  private List<String> judged() {
    Table table = new Table("door", "reason", "entries", "passes", "there", "refused", "again");
    groups.forEach(
        (group, counts) ->
            table.row(
                group.door(),
                group.reason(),
                Integer.toString(counts.entries),
                Integer.toString(counts.of("accepted")),
                Integer.toString(counts.of("duplicate")),
                Integer.toString(counts.of("rejected")),
                Integer.toString(counts.of(RETRY))));
    List<String> lines = new ArrayList<>(table.lines(0).lines());
    groups.forEach((group, counts) -> lines.addAll(why(group, counts)));
    return lines;
  }

  private static List<String> why(Group group, Counts counts) {
    List<String> lines = new ArrayList<>();
    counts.mostFrequent().forEach(fault -> lines.add(why(group, fault.getValue(), fault.getKey())));
    if (counts.others() > 0) {
      lines.add(why(group, counts.others(), "other faults; --reason and --door narrow the list"));
    }
    return lines;
  }

  private static String why(Group group, int times, String fault) {
    return "%s, %s: %d × %s".formatted(group.door(), group.reason(), times, fault);
  }

  String summary(boolean dryRun) {
    if (groups.isEmpty() && unreadable.isEmpty()) {
      return "Nothing of that time lies in quarantine.";
    }
    String passes = dryRun ? " would be stored, " : " stored, ";
    String summary =
        total("accepted")
            + passes
            + total("duplicate")
            + " there already, "
            + total("rejected")
            + " refused still.";
    String broken =
        unreadable.isEmpty()
            ? ""
            : " "
                + unreadable.size()
                + " could not be read: mend or move away what is named above.";
    return mustBeRepeated()
        ? summary + broken + " " + total(RETRY) + " could not be stored now: run it again."
        : summary + broken;
  }

  JsonNode json(boolean dryRun) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("dry_run", dryRun);
    json.put("entries", total())
        .put("accepted", total("accepted"))
        .put("duplicates", total("duplicate"))
        .put("rejected", total("rejected"))
        .put(RETRY, total(RETRY))
        .put("unreadable", unreadable.size());
    var list = json.putArray("groups");
    groups.forEach(
        (group, counts) -> {
          ObjectNode one = list.addObject();
          one.put("door", group.door()).put("reason", group.reason());
          one.put("entries", counts.entries)
              .put("accepted", counts.of("accepted"))
              .put("duplicates", counts.of("duplicate"))
              .put("rejected", counts.of("rejected"))
              .put(RETRY, counts.of(RETRY));
          one.put("other_errors", counts.others());
          var errors = one.putArray("errors");
          counts
              .mostFrequent()
              .forEach(
                  f -> errors.addObject().put("detail", f.getKey()).put("count", f.getValue()));
        });
    var broken = json.putArray("unreadable_lines");
    unreadable.forEach(
        line ->
            broken
                .addObject()
                .put("object", line.object())
                .put("line", line.line())
                .put("detail", line.detail()));
    return json;
  }
}
