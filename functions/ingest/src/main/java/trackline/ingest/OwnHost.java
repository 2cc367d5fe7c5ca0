package trackline.ingest;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import trackline.event.Address;
import trackline.http.HttpRequest;

/**
 * The name by which a client asked for this host, and the scheme to come back by.
 *
 * @param name with its port and the path of its stage, where it has them
 */
record OwnHost(String name, String scheme) {
  private static final String HTTPS = "https";

  /** Ends of names that no public server has; RFC 6761, 6762, 8375, ICANN's private use. */
  private static final List<String> LOCAL_ENDS =
      List.of(".localhost", ".local", ".internal", ".home.arpa", ".lan", ".test");

  /** The first byte of a unique local address without its last bit, RFC 4193. */
  private static final int UNIQUE_LOCAL = 0xFC;

  private static final int ALL_BUT_LAST = 0xFE;

  /**
   * The host that a request asked.
   *
   * <p>A gateway of AWS speaks TLS and nothing else, that of a machine at home none, unless a front
   * does it in its stead and says so. Anybody can write that header, so that it is believed for a
   * local name only, and only where it asks for more: no public name is ever answered with http.
   */
  static OwnHost of(HttpRequest request) {
    boolean isPlain = isLocal(request.host()) && !isForwardedByTls(request);
    return new OwnHost(request.host(), isPlain ? "http" : HTTPS);
  }

  private static boolean isForwardedByTls(HttpRequest request) {
    return request.header("x-forwarded-proto").filter(HTTPS::equalsIgnoreCase).isPresent();
  }

  /** Whether a name, with a port or without, means something in a network of its own only. */
  private static boolean isLocal(String host) {
    return Address.parse(host)
        .map(OwnHost::isPrivate)
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
