package trackline.fake;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.datafaker.Faker;

/**
 * The people who have an account at the shop. Their number does not depend on how many events are
 * asked for: more events let more of them appear.
 */
final class Population {

  private static final int SIZE = 1_000;

  private final List<Visitor> visitors;

  Population(long seed) {
    Faker faker = new Faker(Locale.ENGLISH, Seeds.random(seed, 2));
    this.visitors =
        IntStream.rangeClosed(1, SIZE).mapToObj(number -> visitor(seed, number, faker)).toList();
  }

  /** The first visitors are the most faithful ones: user 1 comes most often. */
  Visitor pick(Random random) {
    double skewed = StrictMath.pow(random.nextDouble(), 2.2);
    return visitors.get((int) (skewed * visitors.size()));
  }

  private static Visitor visitor(long seed, int number, Faker faker) {
    Random random = Seeds.random(seed, 3, number);
    String first = faker.name().firstName();
    String last = faker.name().lastName();
    String mailbox = (first + "." + last).toLowerCase(Locale.ROOT).replaceAll("[^a-z.]", "");
    return new Visitor(
        Integer.toString(number),
        Seeds.uuid(seed, 4, number),
        first + " " + last,
        mailbox + number + "@example.com",
        faker.address().city(),
        browsers(random));
  }

  private static List<Visitor.Browser> browsers(Random random) {
    return Stream.generate(() -> Visitor.Browser.pick(random))
        .limit(1 + random.nextInt(3))
        .toList();
  }
}
