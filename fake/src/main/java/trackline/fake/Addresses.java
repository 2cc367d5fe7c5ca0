package trackline.fake;

import java.util.List;
import java.util.Random;

/** IP addresses that belong to nobody: the ranges of RFC 5737 and RFC 3849 for documentation. */
final class Addresses {

  private static final List<String> NETWORKS = List.of("192.0.2.", "198.51.100.", "203.0.113.");

  private Addresses() {}

  /** One in eight is an IPv6 address. */
  static String pick(Random random) {
    return random.nextInt(8) == 0 ? version6(random) : version4(random);
  }

  private static String version4(Random random) {
    return NETWORKS.get(random.nextInt(NETWORKS.size())) + (1 + random.nextInt(254));
  }

  private static String version6(Random random) {
    return "2001:db8:%x:%x::%x"
        .formatted(
            1 + random.nextInt(0xfffe), 1 + random.nextInt(0xfffe), 1 + random.nextInt(0xfffe));
  }
}
