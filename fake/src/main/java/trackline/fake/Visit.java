package trackline.fake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One visit of the shop, told event by event by whoever comes: the writer of a session. */
final class Visit {

  private final Shop shop;
  private final Random random;
  private final Coordinates coordinates;
  private final Visitor.Browser browser;
  private final List<FakeEvent> events = new ArrayList<>();
  private @Nullable String userId;
  private @Nullable String anonymousId;
  private Instant now;
  private FakePage page;

  /** Where a visit stands in what a seed generates: its event ids depend on nothing else. */
  record Coordinates(long seed, long day, int number) {

    Random random() {
      return Seeds.random(seed, day, number);
    }

    String uuid(int part) {
      return Seeds.uuid(seed, day, number, part);
    }
  }

  Visit(Shop shop, Random random, Coordinates coordinates, Visitor.Browser browser, Instant start) {
    this.shop = shop;
    this.random = random;
    this.coordinates = coordinates;
    this.browser = browser;
    this.now = start;
    this.page = shop.entrance(random);
  }

  List<FakeEvent> events() {
    return events;
  }

  /** From here on the visit is a user's. */
  Visit as(Visitor visitor) {
    userId = visitor.userId();
    return this;
  }

  /** From here on the visit carries the tracker's own id of the browser. */
  Visit tracked(String trackerId) {
    anonymousId = trackerId;
    return this;
  }

  Visit page() {
    return tell("page", page.name(), none());
  }

  Visit login() {
    return tell("login", null, none().put("method", random.nextInt(4) == 0 ? "sso" : "password"));
  }

  Visit loginFailed() {
    return tell("login_failed", null, none().put("reason", "wrong_password"));
  }

  Visit logout() {
    return tell("logout", null, none());
  }

  Visit signup() {
    return tell("signup", null, none().put("plan", random.nextInt(5) == 0 ? "plus" : "free"));
  }

  Visit identify(Visitor visitor) {
    ObjectNode traits = none();
    traits
        .putObject("traits")
        .put("name", visitor.name())
        .put("email", visitor.email())
        .put("city", visitor.city());
    return tell("identify", null, traits);
  }

  /** Looks around: a number of steps from page to page. */
  Visit browse(int steps) {
    for (int step = 0; step < steps; step++) {
      step(random.nextInt(100));
    }
    return this;
  }

  /** Reads page after page, as a crawler does. */
  Visit crawl(int pages) {
    for (int read = 0; read < pages; read++) {
      page = shop.product(random).page(null);
      page();
    }
    return this;
  }

  private void step(int roll) {
    if (roll < 35) {
      goTo(shop.plainPage(random));
    } else if (roll < 60) {
      clickThrough(shop.product(random));
    } else if (roll < 72) {
      click("menu");
    } else if (roll < 84) {
      search();
    } else if (roll < 94) {
      addToCart(shop.product(random));
    } else {
      purchase(shop.product(random));
    }
  }

  private void goTo(FakePage next) {
    page = new FakePage(next.name(), next.path(), page.url());
    page();
  }

  /** A click and the page that it opens, now and then in the same millisecond. */
  private void clickThrough(Shop.Product product) {
    Instant clicked = now;
    click("product");
    if (random.nextInt(8) == 0) {
      now = clicked;
    }
    page = product.page(page.url());
    page();
  }

  private void click(String target) {
    tell("click", null, none().put("target", target));
  }

  private void search() {
    tell(
        "search",
        null,
        none().put("query", shop.searchWord(random)).put("results", random.nextInt(24)));
  }

  private void addToCart(Shop.Product product) {
    tell("track", "Added to Cart", product.json().put("quantity", 1 + random.nextInt(2)));
  }

  private void purchase(Shop.Product product) {
    int quantity = 1 + random.nextInt(3);
    ObjectNode order =
        none()
            .put("order_id", coordinates.uuid(-2 - events.size()))
            .put("amount", product.price().multiply(BigDecimal.valueOf(quantity)))
            .put("currency", "EUR");
    order.putArray("items").add(product.json().put("quantity", quantity));
    tell("purchase", null, order);
  }

  private Visit tell(String eventType, @Nullable String eventName, ObjectNode properties) {
    events.add(
        new FakeEvent(
            coordinates.uuid(events.size() + 1),
            userId,
            anonymousId,
            eventType,
            eventName,
            now,
            browser.ipAddress(),
            browser.userAgent(),
            coordinates.uuid(0),
            page,
            properties));
    now = now.plusMillis(pause());
    return this;
  }

  /** A third of a second at least, twenty on average, with a long tail. */
  private long pause() {
    return (long) (333 - 19_667 * StrictMath.log(1 - random.nextDouble()));
  }

  private static ObjectNode none() {
    return JsonNodeFactory.instance.objectNode();
  }
}
