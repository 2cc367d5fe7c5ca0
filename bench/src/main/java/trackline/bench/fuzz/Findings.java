package trackline.bench.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is amiss, told at once, and each request that shows it in a file of its own. */
final class Findings {
  private static final int SHRINKING = 80;
  private static final int SHOWN = 400;

  private final Path folder;
  private final long seed;
  private final Wire wire;
  private final List<String> all = new ArrayList<>();

  Findings(Path folder, long seed, Wire wire) {
    this.folder = folder;
    this.seed = seed;
    this.wire = wire;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int size() {
    return all.size();
  }

  /** Notes what a round as a whole shows. */
  void add(int round, Shape shape, String complaint) {
    all.add(complaint);
    System.err.printf("seed %d, round %d, %s: %s%n", seed, round, shape, complaint);
  }

  /** Notes what a request shows that can be sent again, made as small as is quickly done. */
  void add(int round, Request request, String complaint, boolean shrinks)
      throws IOException, InterruptedException {
    Request smallest = shrinks ? shrunk(request) : request;
    Path file = folder.resolve("request-" + (all.size() + 1));
    Files.write(file, smallest.bytes());
    Wire.Reply reply = wire.send(smallest);
    String answer = reply.answers().isEmpty() ? "none" : reply.answers().getLast().toString();
    add(
        round,
        request.shape(),
        "%s at %s, in %s (answer: %s)"
            .formatted(
                complaint,
                request.door().path(),
                file,
                answer.substring(0, Math.min(SHOWN, answer.length()))));
  }

  /** The request with headers and parts of its body left out as long as a complaint stays. */
  private Request shrunk(Request request) throws IOException, InterruptedException {
    Request smallest = request;
    int left = SHRINKING;
    for (int line = request.head().size() - 1; line > 0 && left > 0; line--, left--) {
      List<String> head = new ArrayList<>(smallest.head());
      head.remove(line);
      smallest = smaller(smallest, smallest.with(head, smallest.body()));
    }
    int step = request.body().length / 2;
    while (step > 0 && left > 0) {
      for (int at = 0; at < smallest.body().length && left > 0; left--) {
        Request less = smaller(smallest, without(smallest, at, step));
        at = less.equals(smallest) ? at + step : at;
        smallest = less;
      }
      step /= 2;
    }
    return smallest;
  }

  private Request smaller(Request request, Request less) throws IOException, InterruptedException {
    return Judge.complaint(less, wire.send(less)).isPresent() ? less : request;
  }

  private static Request without(Request request, int from, int bytes) {
    byte[] body = request.body();
    int to = Math.min(body.length, from + bytes);
    byte[] less = new byte[body.length - (to - from)];
    System.arraycopy(body, 0, less, 0, from);
    System.arraycopy(body, to, less, from, body.length - to);
    return request.with(request.head(), less);
  }
}
