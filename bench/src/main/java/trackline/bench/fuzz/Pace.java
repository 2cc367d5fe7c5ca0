package trackline.bench.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long requests take, by the time that a plain one of the same door and size takes in the same
 * run: what is slow for what it sends stands out, whatever the machine.
 */
final class Pace {
  /** Less than this is nothing; a busy machine takes it from anybody. */
  private static final double LEAST_MILLIS = 10;

  private static final int TRIES = 4;
  private static final int SUSPECTS = 3;

  /** Below this, nobody looks again. */
  private static final double SUSPICIOUS = 4;

  private final Wire wire;
  private final Source source;
  private final Map<String, Double> plain = new HashMap<>();

  Pace(Wire wire, Source source) {
    this.wire = wire;
    this.source = source;
  }

  /** A request, and how long its answer took. */
  record Timed(Request request, double millis) {}

  /** A request, and the least of some times of it, in those of a plain one. */
  record Slow(Request request, double millis, double ratio) {}

  /** The slowest of some requests for their size, each timed again beside a plain one. */
  List<Slow> slowest(List<Timed> all) throws IOException, InterruptedException {
    Map<Timed, Double> ratios = new HashMap<>();
    for (Timed timed : all) {
      // What took no time at all needs no comparison.
      if (timed.millis() > SUSPICIOUS * LEAST_MILLIS) {
        ratios.put(timed, timed.millis() / expected(timed.request()));
      }
    }
    List<Timed> suspects =
        ratios.entrySet().stream()
            .filter(entry -> entry.getValue() > SUSPICIOUS)
            .sorted(Map.Entry.<Timed, Double>comparingByValue(Comparator.reverseOrder()))
            .limit(SUSPECTS)
            .map(Map.Entry::getKey)
            .toList();
    return again(suspects);
  }

  private List<Slow> again(List<Timed> suspects) throws IOException, InterruptedException {
    List<Slow> slow = new ArrayList<>();
    for (Timed suspect : suspects) {
      double least = suspect.millis();
      double ordinary = wire.send(plain(suspect.request())).millis();
      for (int i = 0; i < TRIES && least > SUSPICIOUS * Math.max(LEAST_MILLIS, ordinary); i++) {
        ordinary = Math.min(ordinary, wire.send(plain(suspect.request())).millis());
        least = Math.min(least, wire.send(suspect.request()).millis());
      }
      slow.add(new Slow(suspect.request(), least, least / Math.max(LEAST_MILLIS, ordinary)));
    }
    return slow;
  }

  /** By the power of two above its size. */
  private double expected(Request request) throws IOException, InterruptedException {
    String size = request.door().path() + Integer.numberOfLeadingZeros(request.weight());
    Double known = plain.get(size);
    if (known == null) {
      known = Math.max(LEAST_MILLIS, wire.send(plain(request)).millis());
      plain.put(size, known);
    }
    return known;
  }

  private Request plain(Request request) {
    return source.plain(request.door(), request.weight());
  }
}
