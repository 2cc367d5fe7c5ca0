package trackline.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import trackline.event.Address;

/** Names and addresses of hosts that mean something in a network of their own only. */
public final class LocalName {
  /** Ends of names that no public server has; RFC 6761, 6762, 8375, ICANN's private use. */
  private static final List<String> LOCAL_ENDS =
      List.of(".localhost", ".local", ".internal", ".home.arpa", ".lan", ".test");

  /** The first byte of a unique local address without its last bit, RFC 4193. */
  private static final int UNIQUE_LOCAL = 0xFC;

  private static final int ALL_BUT_LAST = 0xFE;

  private LocalName() {}

  /** Whether a name, with a port or without, means something in a network of its own only. */
  public static boolean isLocal(String host) {
    return Address.parse(host)
        .map(LocalName::isPrivate)
        .orElseGet(() -> isLocalName(host.replaceFirst("\\.?(:\\d+)?$", "")));
  }

  private static boolean isLocalName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return (!lower.isEmpty() && lower.indexOf('.') < 0)
        || LOCAL_ENDS.stream().anyMatch(lower::endsWith);
  }

  private static boolean isPrivate(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || isUniqueLocal(address);
  }

  private static boolean isUniqueLocal(InetAddress address) {
    return address instanceof Inet6Address
        && (address.getAddress()[0] & ALL_BUT_LAST) == UNIQUE_LOCAL;
  }
}
