package trackline.tests.trino;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import trackline.sql.Window;

/** A quarantine of two months, with lines of today's form and of the one before. */
final class SampleQuarantine {
  private static final List<String> DOORS =
      List.of("forward", "importer", "ingest", "pixel", "segment", "tag", "webhook");
  private static final List<String> REASONS = List.of("conflict", "invalid", "unreadable");
  private static final int DAYS = 60;
  private static final int LINES = 12;

  private record Entry(LocalDate day, String door, String reason, String id) {}

  private static final List<Entry> ENTRIES = new ArrayList<>();

  private SampleQuarantine() {}

  static void write(Path folder, LocalDate today) throws IOException {
    ENTRIES.clear();
    Random random = new Random(7);
    for (LocalDate day : today.minusDays(DAYS).datesUntil(today.plusDays(1)).toList()) {
      Path partition = Files.createDirectories(folder.resolve("dt=" + day));
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < LINES; i++) {
        Entry entry = entry(day, random);
        ENTRIES.add(entry);
        lines.add(line(entry, random));
      }
      lines.add("this is no JSON");
      Files.write(partition.resolve("some.ndjson"), lines);
    }
  }

  /** Few sequence numbers, so that some records are there twice. */
  private static Entry entry(LocalDate day, Random random) {
    return new Entry(
        day,
        DOORS.get(random.nextInt(DOORS.size())),
        REASONS.get(random.nextInt(REASONS.size())),
        Integer.toString(random.nextInt(2)));
  }

  private static String line(Entry entry, Random random) {
    String id = entry.door().equals("forward") ? "sequence_number" : "request_id";
    String more =
        random.nextBoolean()
            ? ""
            : ",\"received_at\":\""
                + entry.day()
                + "T10:00:00.000Z\",\"index\":3,\"call\":\"batch\"";
    return "{\"door\":\"%s\",\"reason\":\"%s\",\"detail\":\"d\",\"pointer\":\"\",\"%s\":\"%s\"%s,\"raw\":\"{\\\"a\\\":1}\"}"
        .formatted(entry.door(), entry.reason(), id, entry.id(), more);
  }

  static List<List<@Nullable String>> expected(Window window) {
    TreeMap<String, Long> counts = new TreeMap<>();
    TreeSet<Entry> seen = new TreeSet<>(Comparator.comparing(Entry::toString));
    for (Entry entry : ENTRIES) {
      boolean isInside = !entry.day().isBefore(window.from()) && !entry.day().isAfter(window.to());
      boolean isNew = seen.add(entry) || !entry.door().equals("forward");
      if (isInside && isNew) {
        counts.merge(entry.day() + " " + entry.door() + " " + entry.reason(), 1L, Long::sum);
      }
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    counts.forEach(
        (key, count) -> {
          List<@Nullable String> row = new ArrayList<>(List.of(key.split(" ")));
          row.add(count.toString());
          rows.add(row);
        });
    return rows;
  }
}
