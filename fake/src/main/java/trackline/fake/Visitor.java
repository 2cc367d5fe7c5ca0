package trackline.fake;

import java.util.List;
import java.util.Random;

/** Somebody with an account: who they are and what they browse with. */
record Visitor(
    String userId,
    String anonymousId,
    String name,
    String email,
    String city,
    List<Browser> browsers) {

  /** What a visit comes from: an address and a user agent. */
  record Browser(String ipAddress, String userAgent) {

    static Browser pick(Random random) {
      return new Browser(Addresses.pick(random), UserAgents.BROWSERS.pick(random));
    }

    static Browser crawler(Random random) {
      return new Browser(Addresses.pick(random), UserAgents.CRAWLERS.pick(random));
    }
  }

  /** Mostly the first one. */
  Browser browser(Random random) {
    return browsers.get(Math.max(0, random.nextInt(browsers.size() + 2) - 2));
  }
}
