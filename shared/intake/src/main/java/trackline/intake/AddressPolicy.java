package trackline.intake;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import trackline.event.Address;

/** How much of an IP address is kept. */
public enum AddressPolicy {
  WHOLE,
  /** The network only: /24 of an IPv4 address, /48 of an IPv6 address. */
  CUT,
  DROPPED;

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

  /** Whether a text is an IPv4 or IPv6 address, with a port or without; nothing is looked up. */
  public static boolean isAddress(String text) {
    return Address.parse(text).isPresent();
  }

  /** The first of the addresses in a text, which commas separate; nothing where it is none. */
  public static Optional<String> first(String text) {
    return Optional.of(text.split(",", 2)[0].strip()).filter(AddressPolicy::isAddress);
  }

  /** What is kept of an address, in its one text and without its port; of what is none, nothing. */
  public Optional<String> keep(String address) {
    return this == DROPPED
        ? Optional.empty()
        : Address.parse(address).map(this::cut).map(Address::text);
  }

  private InetAddress cut(InetAddress address) {
    return this == CUT ? network(address) : address;
  }

  private static InetAddress network(InetAddress address) {
    byte[] bytes = address.getAddress();
    int kept = address instanceof Inet4Address ? IPV4_NETWORK_BYTES : IPV6_NETWORK_BYTES;
    Arrays.fill(bytes, kept, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address has 4 or 16 bytes", e);
    }
  }
}
