package trackline.bench.endurance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import trackline.fake.FakeEvent;

/**
 * A client that sends requests one after another, at a pace, and each again until it is answered
 * with a verdict on every event.
 */
final class LoadClient implements Runnable {
  private static final long AGAIN_MILLIS = 100;

  private final Api api;
  private final Events events;
  private final Form form;
  private final int size;
  private final long paceMillis;
  private final AtomicLong sentAgain = new AtomicLong();
  private volatile boolean leaving;

  LoadClient(Api api, Events events, Form form, int size, long paceMillis) {
    this.api = api;
    this.events = events;
    this.form = form;
    this.size = size;
    this.paceMillis = paceMillis;
  }

  /** Requests that were sent again, since an answer was missing or asked for that. */
  long sentAgain() {
    return sentAgain.get();
  }

  /** Lets it end when what it has sent is answered. */
  void leave() {
    leaving = true;
  }

  @Override
  public void run() {
    try {
      while (!leaving) {
        deliver(events.next(size, form));
        Thread.sleep(paceMillis);
      }
    } catch (InterruptedException e) {
      // The run is over.
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(List<FakeEvent> batch) throws InterruptedException {
    List<FakeEvent> left = send(batch);
    while (!left.isEmpty()) {
      sentAgain.incrementAndGet();
      Thread.sleep(AGAIN_MILLIS);
      left = send(left);
    }
  }

  /** Answers what is to be sent again. */
  private List<FakeEvent> send(List<FakeEvent> batch) throws InterruptedException {
    try {
      Api.Answer answer = api.post(form.path(), form.body(batch));
      List<FakeEvent> taken = taken(batch, answer);
      events.acknowledge(taken);
      return batch.stream().filter(event -> !taken.contains(event)).toList();
    } catch (IOException e) {
      // It is killed, or not yet there again: nothing is known of these events.
      return batch;
    }
  }

  private List<FakeEvent> taken(List<FakeEvent> batch, Api.Answer answer) {
    boolean done = answer.status() == 200 || answer.status() == 202;
    if (!done && answer.status() != 503) {
      throw new IllegalStateException("A good request was answered with " + answer.status());
    }
    return form == Form.BATCH
        ? taken(batch, answer.body().path("results"))
        : done ? batch : List.of();
  }

  private static List<FakeEvent> taken(List<FakeEvent> batch, JsonNode results) {
    return IntStream.range(0, results.size())
        .filter(index -> isStored(results.get(index).path("status").asText()))
        .mapToObj(batch::get)
        .toList();
  }

  private static boolean isStored(String status) {
    return switch (status) {
      case "accepted", "duplicate" -> true;
      case "retry" -> false;
      default -> throw new IllegalStateException("A good event was answered with " + status);
    };
  }
}
