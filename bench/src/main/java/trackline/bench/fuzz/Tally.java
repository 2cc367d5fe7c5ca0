package trackline.bench.fuzz;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import trackline.bench.endurance.Jvm;

/** The figures of a run. */
final class Tally {
  private static final int SHOWN = 8;

  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private final Map<Shape, Double> amplifications = new EnumMap<>(Shape.class);
  private final List<Pace.Slow> slow = new ArrayList<>();
  private final List<Jvm.Reading> readings = new ArrayList<>();
  private int requests;
  private int unanswered;
  private int rounds;
  private long accepted;

  void add(Wire.Reply reply) {
    requests++;
    unanswered += reply.answers().isEmpty() ? 1 : 0;
    reply.answers().forEach(answer -> statuses.merge(answer.status(), 1, Integer::sum));
  }

  void add(List<Pace.Slow> slowest) {
    slow.addAll(slowest);
  }

  void add(Shape shape, double amplification, int events) {
    rounds++;
    accepted += events;
    amplifications.merge(shape, amplification, Math::max);
  }

  void add(Jvm.Reading reading) {
    readings.add(reading);
  }

  /** What it held after the first round, when everything was loaded. */
  Jvm.@Nullable Reading first() {
    return readings.isEmpty() ? null : readings.getFirst();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%,d requests in %,d rounds; %,d without an answer%n"
            .formatted(requests, rounds, unanswered));
    text.append("statuses          %s%n".formatted(statuses));
    text.append("good events       %,d, each in the table once%n".formatted(accepted));
    text.append(
        "kept for each byte sent, at most: %s%n"
            .formatted(
                amplifications.entrySet().stream()
                    .map(entry -> "%s %.1f".formatted(entry.getKey(), entry.getValue()))
                    .collect(Collectors.joining(", "))));
    text.append(
        "live heap, MB     %.1f first, %.1f last, %.1f at most%n"
            .formatted(
                readings.getFirst().heap(),
                readings.getLast().heap(),
                readings.stream().mapToDouble(Jvm.Reading::heap).max().orElse(0)));
    text.append(
        "file handles      %d first, %d last%n"
            .formatted(readings.getFirst().files(), readings.getLast().files()));
    text.append("slowest for what they send, each timed again beside a plain request:\n");
    slow.stream()
        .sorted(Comparator.comparingDouble(Pace.Slow::ratio).reversed())
        .limit(SHOWN)
        .forEach(
            one ->
                text.append(
                    "  %5.1f times  %,8.0f ms  %,9d bytes  %s at %s%n"
                        .formatted(
                            one.ratio(),
                            one.millis(),
                            one.request().weight(),
                            one.request().shape(),
                            one.request().door().path())));
    return text.toString();
  }
}
