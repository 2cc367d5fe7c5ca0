package trackline.fake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import net.datafaker.Faker;
import org.jspecify.annotations.Nullable;

/** The web shop that the fake visitors visit: its products, pages and search words. */
final class Shop {

  private static final int PRODUCTS = 60;
  private static final List<String> REFERRERS =
      List.of(
          "https://www.google.com/",
          "https://www.bing.com/",
          "https://duckduckgo.com/",
          "https://news.example.org/",
          "https://mail.example.net/");
  private static final List<FakePage> PLAIN_PAGES =
      List.of(
          new FakePage("Home", "/", null),
          new FakePage("Categories", "/categories", null),
          new FakePage("Sale", "/sale", null),
          new FakePage("Help", "/help", null),
          new FakePage("Delivery", "/help/delivery", null));

  /** What the shop sells. */
  record Product(String id, String name, BigDecimal price) {

    ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("product_id", id)
          .put("product", name)
          .put("price", price);
    }

    FakePage page(@Nullable String referrer) {
      return new FakePage("Product", "/products/" + id, referrer);
    }
  }

  private final List<Product> products;

  Shop(long seed) {
    Faker faker = new Faker(Locale.ENGLISH, Seeds.random(seed, 1));
    this.products =
        IntStream.rangeClosed(1, PRODUCTS).mapToObj(number -> product(number, faker)).toList();
  }

  /** The first products are the best sellers. */
  Product product(Random random) {
    double skewed = StrictMath.pow(random.nextDouble(), 1.8);
    return products.get((int) (skewed * products.size()));
  }

  /** A page that is no product's. */
  FakePage plainPage(Random random) {
    return PLAIN_PAGES.get(random.nextInt(PLAIN_PAGES.size()));
  }

  /** The page on which a visit begins: mostly the home page, often found through a link. */
  FakePage entrance(Random random) {
    String referrer = random.nextInt(10) < 6 ? pickReferrer(random) : null;
    return random.nextInt(10) < 7
        ? new FakePage("Home", "/", referrer)
        : product(random).page(referrer);
  }

  /** A word of a product's name, as somebody would type it. */
  String searchWord(Random random) {
    String[] words = product(random).name().toLowerCase(Locale.ROOT).split(" ", -1);
    return words[random.nextInt(words.length)];
  }

  private static String pickReferrer(Random random) {
    double skewed = StrictMath.pow(random.nextDouble(), 2.5);
    return REFERRERS.get((int) (skewed * REFERRERS.size()));
  }

  private static Product product(int number, Faker faker) {
    return new Product("p" + (1_000 + number), faker.commerce().productName(), price(faker));
  }

  private static BigDecimal price(Faker faker) {
    return new BigDecimal(faker.number().numberBetween(3, 180) + ".95");
  }
}
