package trackline.intake;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How much of an IP address is kept. */
public enum AddressPolicy {
  WHOLE,
  /** The network only: /24 of an IPv4 address, /48 of an IPv6 address. */
  CUT,
  DROPPED;

  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int IPV4_NETWORK_BYTES = 3;
  private static final int IPV6_NETWORK_BYTES = 6;

  /**
   * The policy of a name.
   *
   * @throws IllegalArgumentException naming the allowed ones
   */
  public static AddressPolicy named(String name) {
    return Arrays.stream(values())
        .filter(policy -> policy.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "IP_ADDRESSES must be whole, cut or dropped, and is " + name));
  }

  /** Whether a text is an IPv4 or IPv6 address; nothing is looked up. */
  public static boolean isAddress(String text) {
    return parse(text).isPresent();
  }

  /** What is kept of a valid address. */
  public Optional<String> keep(String address) {
    return switch (this) {
      case WHOLE -> Optional.of(address);
      case CUT -> parse(address).map(AddressPolicy::network);
      case DROPPED -> Optional.empty();
    };
  }

  private static Optional<InetAddress> parse(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    int kept = address instanceof Inet4Address ? IPV4_NETWORK_BYTES : IPV6_NETWORK_BYTES;
    Arrays.fill(bytes, kept, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address has 4 or 16 bytes", e);
    }
  }
}
