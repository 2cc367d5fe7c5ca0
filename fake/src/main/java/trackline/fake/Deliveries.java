package trackline.fake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** The order in which a careless client sends its events: some late, some twice. */
final class Deliveries {

  /** In a hundred. */
  private static final int LATE = 4;

  private static final int SENT_TWICE = 3;

  private Deliveries() {}

  private record Delivery(double position, FakeEvent event) {}

  static List<List<FakeEvent>> batches(List<FakeEvent> events, int size, long seed) {
    List<FakeEvent> sent = inOrder(events, Seeds.random(seed, 5));
    List<List<FakeEvent>> batches = new ArrayList<>();
    for (int from = 0; from < sent.size(); from += size) {
      batches.add(sent.subList(from, Math.min(from + size, sent.size())));
    }
    return batches;
  }

  private static List<FakeEvent> inOrder(List<FakeEvent> events, Random random) {
    List<Delivery> deliveries = new ArrayList<>();
    for (int index = 0; index < events.size(); index++) {
      FakeEvent event = events.get(index);
      boolean late = random.nextInt(100) < LATE;
      double position = late ? after(index, events.size(), random) : index;
      deliveries.add(new Delivery(position, event));
      if (random.nextInt(100) < SENT_TWICE) {
        deliveries.add(new Delivery(again(position, events.size(), random), event));
      }
    }
    deliveries.sort(Comparator.comparingDouble(Delivery::position));
    return deliveries.stream().map(Delivery::event).toList();
  }

  /** At once (mostly in the same batch), or any time later. */
  private static double again(double position, int end, Random random) {
    return random.nextBoolean() ? position + 0.5 : after(position, end, random);
  }

  private static double after(double position, int end, Random random) {
    return position + random.nextDouble() * (end - position);
  }
}
