package trackline.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The visits of any day: an endless sequence a day that depends on the seed and the day only. */
final class Visits {

  private final long seed;
  private final Shop shop;
  private final Population population;

  Visits(long seed) {
    this.seed = seed;
    this.shop = new Shop(seed);
    this.population = new Population(seed);
  }

  /** The events of a day's visit of a number that begins before a time; none if it begins later. */
  Optional<List<FakeEvent>> before(Instant limit, LocalDate day, int number) {
    Visit.Coordinates coordinates = new Visit.Coordinates(seed, day.toEpochDay(), number);
    Random random = coordinates.random();
    Duration sinceMidnight = DayShape.timeOf(random.nextDouble());
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant().plus(sinceMidnight);
    return start.isBefore(limit)
        ? Optional.of(tell(coordinates, random, start).events())
        : Optional.empty();
  }

  private Visit tell(Visit.Coordinates coordinates, Random random, Instant start) {
    int roll = random.nextInt(100);
    if (roll < 6) {
      return crawler(coordinates, random, start);
    } else if (roll < 20) {
      return stranger(coordinates, random, start);
    } else if (roll < 25) {
      return newcomer(coordinates, random, start);
    }
    return member(coordinates, random, start);
  }

  private Visit crawler(Visit.Coordinates at, Random random, Instant start) {
    return new Visit(shop, random, at, Visitor.Browser.crawler(random), start)
        .tracked(at.uuid(-1))
        .crawl(2 + random.nextInt(10));
  }

  private Visit stranger(Visit.Coordinates at, Random random, Instant start) {
    return new Visit(shop, random, at, Visitor.Browser.pick(random), start)
        .tracked(at.uuid(-1))
        .page()
        .browse(random.nextInt(6));
  }

  /** Somebody who looks around, then opens an account. */
  private Visit newcomer(Visit.Coordinates at, Random random, Instant start) {
    Visitor visitor = newVisitor(at, random);
    return new Visit(shop, random, at, visitor.browser(random), start)
        .tracked(visitor.anonymousId())
        .page()
        .browse(1 + random.nextInt(4))
        .as(visitor)
        .signup()
        .identify(visitor)
        .login()
        .browse(random.nextInt(5));
  }

  /** Somebody who has an account: three in four of all visits. */
  private Visit member(Visit.Coordinates at, Random random, Instant start) {
    Visitor visitor = population.pick(random);
    Visit visit = new Visit(shop, random, at, visitor.browser(random), start);
    int roll = random.nextInt(100);
    if (roll < 3) {
      return visit.as(visitor).loginFailed().loginFailed().loginFailed();
    } else if (roll < 28) {
      visit.tracked(visitor.anonymousId()).page().as(visitor).login().identify(visitor);
    } else if (roll < 34) {
      visit.as(visitor).loginFailed().login().page();
    } else {
      visit.as(visitor).login().page();
    }
    visit.browse(random.nextInt(9));
    return random.nextInt(10) < 4 ? visit.logout() : visit;
  }

  private Visitor newVisitor(Visit.Coordinates at, Random random) {
    Visitor like = population.pick(random);
    String userId = Long.toString(at.day() * 100_000 + at.number());
    return new Visitor(
        userId,
        at.uuid(-1),
        like.name(),
        "account" + userId + "@example.com",
        like.city(),
        List.of(Visitor.Browser.pick(random)));
  }
}
