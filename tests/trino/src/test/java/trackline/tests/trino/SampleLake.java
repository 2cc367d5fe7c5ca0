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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import trackline.event.Column;
import trackline.event.EventTime;
import trackline.event.RowType;

/**
 * A lake of generated lines with all that makes counting hard: copies in one object and across
 * partitions, events that are days late or minutes early, retries under another time, bots, columns
 * that are absent, text that is odd, more names a day than a rollup keeps, and people who come
 * under several ids.
 */
final class SampleLake {

  private static final JsonMapper JSON = new JsonMapper();

  private static final List<String> TYPES =
      Stream.concat(
              Stream.of(
                  "login", "click", "page", "purchase", "search", "track", "identify", "alias"),
              Arrays.stream(RowType.values()).map(RowType::eventType))
          .toList();

  /** What an alias may have for properties; the first has an id put into it. */
  private static final List<String> ALIASES =
      List.of(
          "{\"category\":{\"previous_id\":\"user-1\"},\"previous_id\":\"%s\"}",
          "{\"previous_id\":1815}",
          "{\"previous_id\":12345678901234567890}",
          "{\"previous_id\":\"\"}",
          "{\"previous_id\":\"user-2\"",
          "{\"previous_id\":\"user-3\"} and more",
          "{\"previous_id\":null}",
          "{\"previous_id\":{\"id\":\"user-4\"}}",
          "{\"previous_id\":[\"user-5\"]}",
          "{\"Previous_id\":\"user-6\"}",
          "[\"previous_id\"]",
          "",
          "previous_id");

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
  private static final List<String> SOURCES = List.of("tracker", "segment", "table:Legacy.1");
  private static final List<String> BROWSERS = List.of("Firefox", "Chrome", "Safari", "Edge");
  private static final List<String> DEVICES = List.of("desktop", "mobile", "bot");

  /** The purposes of bots; a line of before they were written has none. */
  private static final List<String> PURPOSES = List.of("search", "http client", "other", "");

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
    sample.longNames();
    sample.manyIds();
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
      Instant later = at.plus(random.nextInt(70), ChronoUnit.HOURS);
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
    return Arrival.of(dt, user(), eventId, EventTime.format(at), EventTime.format(received));
  }

  /** A user, a user whose id is a number, or an anonymous visitor. */
  private String user() {
    int number = random.nextInt(400);
    return switch (random.nextInt(3)) {
      case 0 -> "anon:visitor-" + number;
      case 1 -> Integer.toString(1700 + number);
      default -> "user-" + number;
    };
  }

  private Arrival decorated(Arrival plain) {
    String type = one(TYPES);
    Arrival arrival =
        sourced(plain).with(Column.EVENT_TYPE, type).with(Column.PROPERTIES, "{\"a\":[1]}");
    if (random.nextBoolean()) {
      arrival = arrival.with(Column.ANONYMOUS_ID, "visitor-" + random.nextInt(400));
    }
    if (type.equals("alias")) {
      String previous = random.nextBoolean() ? ALIASES.getFirst() : one(ALIASES);
      arrival = arrival.with(Column.PROPERTIES, previous.replace("%s", user()));
    }
    if (random.nextBoolean()) {
      arrival = arrival.with(Column.EVENT_NAME, one(NAMES));
    }
    if (random.nextInt(3) > 0) {
      String device = one(DEVICES);
      arrival = arrival.with(Column.DEVICE_CLASS, device).with(Column.IS_BOT, device.equals("bot"));
      String purpose = one(PURPOSES);
      if (device.equals("bot") && !purpose.isEmpty()) {
        arrival = arrival.with(Column.BOT_PURPOSE, purpose);
      }
    }
    return random.nextInt(3) > 0 ? arrival.with(Column.BROWSER_NAME, one(BROWSERS)) : arrival;
  }

  /** Rows that others wrote may have no source. */
  private Arrival sourced(Arrival plain) {
    return random.nextInt(9) == 0 ? plain : plain.with(Column.SOURCE, one(SOURCES));
  }

  private void manyNames() {
    Instant noon = today.minusDays(2).atTime(12, 0).toInstant(ZoneOffset.UTC);
    for (int i = 0; i < 150; i++) {
      Arrival arrival = arrival("named-" + i, noon, noon.plusSeconds(1));
      arrivals.add(
          arrival.with(Column.EVENT_NAME, "name " + i).with(Column.BROWSER_NAME, "browser " + i));
    }
  }

  /** Names of no bound, which differ within a rollup's bound or behind it only. */
  private void longNames() {
    Instant noon = today.minusDays(3).atTime(12, 0).toInstant(ZoneOffset.UTC);
    for (String part : List.of("x", "\uD83D\uDE00", "e\u0301", "\uD83D\uDC69\u200D\uD83D\uDCBB")) {
      for (int i = 0; i < 40; i++) {
        String name = part.repeat(252 + i % 8) + (char) ('a' + i);
        arrivals.add(
            arrival("long-" + part + i, noon, noon.plusSeconds(1))
                .with(Column.EVENT_TYPE, "type " + name)
                .with(Column.EVENT_NAME, name)
                .with(Column.OS_NAME, name)
                .with(Column.BROWSER_NAME, "browser " + name));
      }
    }
  }

  /** People who come under several ids, each case on a day of its own, weeks ago. */
  private void manyIds() {
    visit(20, "anon:one");
    identify(20, "one", "user-one");

    visit(21, "anon:chain");
    identify(21, "chain", "chain-1");
    alias(21, "chain-1", "chain-2");
    alias(21, "chain-2", "chain-3");

    visit(22, "anon:long");
    identify(22, "long", "long-1");
    alias(22, "long-1", "long-2");
    alias(22, "long-2", "long-3");
    alias(22, "long-3", "long-4");

    alias(23, "pair-1", "pair-2");
    alias(23, "pair-2", "pair-1");

    alias(24, "three-1", "three-2");
    alias(24, "three-2", "three-3");
    alias(24, "three-3", "three-1");

    visit(25, "anon:shared");
    identify(25, "shared", "user-z");
    identify(25, "shared", "user-y");

    visit(26, "1815");
    visit(26, "anon:1816");
    alias(26, "user-number", "{\"previous_id\":1815}", 0);
    alias(26, "user-number", "{\"previous_id\":1816}", 1);

    visit(27, "user-broken");
    alias(27, "user-whole", "{\"previous_id\":\"user-broken\"", 0);

    visit(28, "anon:late");
    visit(28, "user-late");
    identify(29, "late", "user-late");

    identify(30, "self", "anon:self");
    alias(30, "same", "same");

    identify(33, "back", "user-first");
    identify(32, "back", "user-second");
    identify(31, "back", "user-first");
    visit(31, "anon:back");

    for (RowType change : RowType.values()) {
      arrivals.add(said(34, "user-" + change, change.eventType(), "changed-" + change));
    }
  }

  private void visit(int daysAgo, String userId) {
    arrivals.add(said(daysAgo, userId, "page", "visit-" + userId));
  }

  private void identify(int daysAgo, String anonymousId, String userId) {
    arrivals.add(
        said(daysAgo, userId, "identify", "identify-" + daysAgo)
            .with(Column.ANONYMOUS_ID, anonymousId));
  }

  private void alias(int daysAgo, String previousId, String userId) {
    visit(daysAgo, previousId);
    alias(daysAgo, userId, ALIASES.getFirst().replace("%s", previousId), 0);
  }

  private void alias(int daysAgo, String userId, String properties, int number) {
    arrivals.add(
        said(daysAgo, userId, "alias", "alias-" + userId + number)
            .with(Column.PROPERTIES, properties));
  }

  private Arrival said(int daysAgo, String userId, String type, String eventId) {
    Instant noon = today.minusDays(daysAgo).atTime(12, 0).toInstant(ZoneOffset.UTC);
    LocalDate dt = LocalDate.ofInstant(noon, ZoneOffset.UTC);
    String time = EventTime.format(noon);
    return Arrival.of(dt, userId, eventId, time, time).with(Column.EVENT_TYPE, type);
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
