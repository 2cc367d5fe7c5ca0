package trackline.tests.trino;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import trackline.event.Column;
import trackline.event.EventTime;

/**
 * A lake of generated lines with all that makes counting hard: copies in one object and across
 * partitions, events that are days late or minutes early, retries under another time, bots, columns
 * that are absent, text that is odd, and more names a day than a rollup keeps.
 */
final class SampleLake {

  private static final JsonMapper JSON = new JsonMapper();

  private static final List<String> TYPES = List.of("login", "click", "page", "purchase");
  private static final List<String> NAMES =
      List.of(
          "",
          " ",
          "nul\u0000nul",
          "Sign in",
          "sign in",
          "a\nb",
          "a\u2028b\u0085c",
          "\uFFFD",
          "\uD83D\uDE00",
          "é",
          "e\u0301",
          "'; DROP TABLE events; --",
          "\"quoted\\\"",
          "${from}",
          "null",
          "true",
          "12",
          "0",
          "{}",
          "[1,2]",
          "%");
  private static final List<String> BROWSERS = List.of("Firefox", "Chrome", "Safari", "Edge");
  private static final List<String> DEVICES = List.of("desktop", "mobile", "bot");

  private final Random random;
  private final LocalDate today;
  private final List<Arrival> arrivals = new ArrayList<>();

  private SampleLake(long seed, LocalDate today) {
    this.random = new Random(seed);
    this.today = today;
  }

  static List<Arrival> arrivals(long seed, LocalDate today) {
    SampleLake sample = new SampleLake(seed, today);
    for (int i = 0; i < 4000; i++) {
      sample.event("event-" + i);
    }
    sample.manyNames();
    Collections.shuffle(sample.arrivals, sample.random);
    return sample.arrivals;
  }

  private void event(String eventId) {
    Instant at =
        today
            .minusDays(9)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant()
            .plusMillis(random.nextLong(ChronoUnit.DAYS.getDuration().toMillis() * 11));
    Arrival arrival = decorated(arrival(eventId, at, at.plusMillis(delay())));
    arrivals.add(arrival);
    if (random.nextInt(5) == 0) {
      arrivals.add(arrival);
    }
    if (random.nextInt(8) == 0) {
      arrivals.add(arrival.in(arrival.dt().plusDays(1)));
    }
    if (random.nextInt(10) == 0) {
      Instant later = at.plus(random.nextInt(40), ChronoUnit.HOURS);
      Arrival retry = arrival(eventId, later, later.plusSeconds(1));
      arrivals.add(decorated(retry.with(Column.USER_ID, arrival.key(Column.USER_ID))));
    }
  }

  /** Most events arrive within a second, some days late, some up to 5 minutes before their time. */
  private long delay() {
    return switch (random.nextInt(10)) {
      case 0 -> random.nextLong(ChronoUnit.DAYS.getDuration().toMillis() * 4);
      case 1, 2 -> -random.nextLong(ChronoUnit.MINUTES.getDuration().toMillis() * 5);
      default -> random.nextLong(1000);
    };
  }

  private Arrival arrival(String eventId, Instant at, Instant received) {
    LocalDate dt = LocalDate.ofInstant(received, ZoneOffset.UTC);
    String user = "user-" + random.nextInt(150);
    return Arrival.of(dt, user, eventId, EventTime.format(at), EventTime.format(received));
  }

  private Arrival decorated(Arrival plain) {
    Arrival arrival =
        plain.with(Column.EVENT_TYPE, one(TYPES)).with(Column.PROPERTIES, "{\"a\":[1]}");
    if (random.nextBoolean()) {
      arrival = arrival.with(Column.EVENT_NAME, one(NAMES));
    }
    if (random.nextInt(3) > 0) {
      String device = one(DEVICES);
      arrival = arrival.with(Column.DEVICE_CLASS, device).with(Column.IS_BOT, device.equals("bot"));
    }
    return random.nextInt(3) > 0 ? arrival.with(Column.BROWSER_NAME, one(BROWSERS)) : arrival;
  }

  private void manyNames() {
    Instant noon = today.minusDays(2).atTime(12, 0).toInstant(ZoneOffset.UTC);
    for (int i = 0; i < 150; i++) {
      Arrival arrival = arrival("named-" + i, noon, noon.plusSeconds(1));
      arrivals.add(
          arrival.with(Column.EVENT_NAME, "name " + i).with(Column.BROWSER_NAME, "browser " + i));
    }
  }

  private String one(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Writes lines as the delivery stream does: gzip objects of JSON lines, a few a partition. */
  static void write(Path lake, List<Arrival> arrivals) throws IOException {
    Files.createDirectories(lake.resolve("events"));
    for (LocalDate dt : arrivals.stream().map(Arrival::dt).distinct().toList()) {
      List<Arrival> partition = arrivals.stream().filter(a -> a.dt().equals(dt)).toList();
      Path folder = Files.createDirectories(lake.resolve("events/dt=" + dt));
      int half = partition.size() / 2;
      writeObject(folder.resolve("events-1-00.gz"), partition.subList(0, half));
      writeObject(folder.resolve("events-1-01.gz"), partition.subList(half, partition.size()));
    }
  }

  private static void writeObject(Path file, List<Arrival> arrivals) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (Arrival arrival : arrivals) {
        out.write((line(arrival) + "\n").getBytes(UTF_8));
      }
    }
  }

  private static String line(Arrival arrival) {
    ObjectNode line = JSON.createObjectNode();
    for (Column column : arrival.values().keySet()) {
      if (column == Column.IS_BOT) {
        line.put(column.columnName(), Boolean.parseBoolean(arrival.key(column)));
      } else {
        line.put(column.columnName(), arrival.key(column));
      }
    }
    line.putObject("a_later_column").put("user_id", "nested");
    return line.toString();
  }
}
