package trackline.bench.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import trackline.bench.endurance.Api;
import trackline.bench.endurance.Jvm;

/** Some requests of one shape, on a Trackline that is empty, and what is left of them. */
final class Round {
  private static final List<Shape> SHAPES =
      Arrays.stream(Shape.values()).filter(shape -> shape != Shape.MANY).toList();

  private static final int REQUESTS = 80;

  /** Every so many rounds one is of masses. */
  private static final int PROBES = 3;

  private static final int ALIKE = 5;

  /** The share of good requests among the hostile ones, in percent. */
  private static final int SOUND = 10;

  /** The bytes kept for each byte sent. */
  private static final double MOST_KEPT = 20;

  /** In times of a plain request of the same size. */
  private static final double SLOWEST = 20;

  /** Megabytes of live heap above those of the first round, once everything is empty again. */
  private static final double MOST_HEAP = 60;

  /** A question to the trail takes a second: it is asked now and then. */
  private static final String DEAR = "/v1/audit/";

  private static final int DEAR_PERCENT = 3;

  private final Api api;
  private final Wire wire;
  private final Path data;
  private final Findings findings;
  private final Tally tally;

  Round(Api api, Wire wire, Path data, Findings findings, Tally tally) {
    this.api = api;
    this.wire = wire;
    this.data = data;
    this.findings = findings;
    this.tally = tally;
  }

  /** Plays a round, which is the same for the same seed and number. */
  void play(long seed, int number, List<Door> doors, Jvm jvm)
      throws IOException, InterruptedException {
    Shape shape = shape(number);
    Source source = new Source(new Random(31 * seed + number), seed + "-" + number);
    Set<String> good = new HashSet<>();
    Set<String> stored = new HashSet<>();
    List<Pace.Timed> times = new ArrayList<>();
    wire.takeSent();
    List<Request> requests = requests(shape, source, doors);
    for (Request request : requests) {
      Wire.Reply reply = wire.send(request);
      tally.add(reply);
      if (!reply.answers().isEmpty()) {
        times.add(new Pace.Timed(request, reply.millis()));
      }
      note(request, reply, good, stored);
      Optional<String> complaint = Judge.complaint(request, reply);
      if (complaint.isPresent()) {
        findings.add(number, request, complaint.get(), true);
      }
    }
    check(number, shape, good, stored);
    for (Pace.Slow slow : slowest(source, times)) {
      if (slow.ratio() > SLOWEST) {
        String complaint = "%.0f times as slow as a plain one".formatted(slow.ratio());
        findings.add(number, slow.request(), complaint, false);
      }
    }
    api.pull("reset");
    checkMemory(number, shape, jvm);
  }

  private static Shape shape(int number) {
    return number % PROBES == PROBES - 1
        ? Shape.MANY
        : SHAPES.get((number - number / PROBES) % SHAPES.size());
  }

  /**
   * Requests of a shape, each of its own; of what comes in masses one, time and again, so that what
   * is kept of it does not vanish beside others.
   */
  private static List<Request> requests(Shape shape, Source source, List<Door> doors) {
    return shape == Shape.MANY
        ? Collections.nCopies(ALIKE, request(shape, source, doors))
        : Stream.generate(() -> request(shape, source, doors)).limit(REQUESTS).toList();
  }

  private static Request request(Shape shape, Source source, List<Door> doors) {
    Shape one = shape != Shape.MANY && source.chance(SOUND) ? Shape.SOUND : shape;
    Door door = source.pick(doors);
    while ((one.isOfBodies() && door.form() == Door.Form.READ)
        || (door.path().startsWith(DEAR) && !source.chance(DEAR_PERCENT))) {
      door = source.pick(doors);
    }
    return one.make(source, door);
  }

  /** What the answer says is stored; our own door names its events one by one. */
  private static void note(
      Request request, Wire.Reply reply, Set<String> good, Set<String> stored) {
    if (reply.answers().isEmpty() || !reply.answers().getFirst().isSuccess()) {
      return;
    }
    good.addAll(request.ids());
    boolean isNamed = request.door().form() == Door.Form.EVENTS && !request.head().isEmpty();
    if (isNamed && !request.head().getFirst().contains("dry_run")) {
      JsonNode answer = reply.answers().getFirst().json();
      noteStored(answer, stored);
      answer.path("results").forEach(result -> noteStored(result, stored));
    }
  }

  private static void noteStored(JsonNode result, Set<String> stored) {
    if (Set.of("accepted", "duplicate").contains(result.path("status").asText())) {
      stored.add(result.path("event_id").asText());
    }
  }

  private void check(int number, Shape shape, Set<String> good, Set<String> stored)
      throws IOException, InterruptedException {
    api.pull("flush");
    long sent = wire.takeSent();
    Kept kept = Kept.in(api, data);
    long lost = good.stream().filter(id -> kept.rows().getOrDefault(id, 0) != 1).count();
    if (lost > 0) {
      findings.add(number, shape, lost + " good events are not in the table once");
    }
    long missing = stored.stream().filter(id -> !kept.rows().containsKey(id)).count();
    if (missing > 0) {
      findings.add(number, shape, missing + " events are acknowledged and not in the table");
    }
    double amplification = (double) kept.bytes() / sent;
    tally.add(shape, amplification, good.size());
    if (amplification > MOST_KEPT) {
      findings.add(
          number,
          shape,
          "%.1f bytes are kept for each byte sent (%,d sent, %,d in the table, %,d in objects)"
              .formatted(amplification, sent, kept.table(), kept.objects()));
    }
  }

  private List<Pace.Slow> slowest(Source source, List<Pace.Timed> times)
      throws IOException, InterruptedException {
    List<Pace.Slow> slowest = new Pace(wire, source).slowest(times);
    tally.add(slowest);
    return slowest;
  }

  private void checkMemory(int number, Shape shape, Jvm jvm) {
    Jvm.Reading reading = jvm.read();
    tally.add(reading);
    Jvm.Reading first = tally.first();
    if (first != null && reading.heap() > first.heap() + MOST_HEAP) {
      String complaint =
          "the live heap went from %.0f to %.0f MB".formatted(first.heap(), reading.heap());
      findings.add(number, shape, complaint);
    }
  }
}
