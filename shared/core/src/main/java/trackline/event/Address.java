package trackline.event;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one text of an IP address: of IPv6 as RFC 5952 has it ({@code ::1}), of an IPv4 address that
 * is mapped into IPv6 that of the IPv4 address.
 */
public final class Address {
  private static final String IPV4 = "\\d{1,3}(?:\\.\\d{1,3}){3}";

  /** The zone is a name of the host's own, and means nothing elsewhere. */
  private static final String IPV6 = "([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:%[A-Za-z0-9_.~-]+)?";

  /** An address alone, or with a port, for which IPv6 needs the brackets. */
  private static final Pattern WRITTEN =
      Pattern.compile("(%s)(?::\\d{1,5})?|\\[%s\\](?::\\d{1,5})?|%s".formatted(IPV4, IPV6, IPV6));

  /** No address is longer, whatever its zone. */
  private static final int MAX_LENGTH = 100;

  private static final int GROUPS = 8;
  private static final int GROUP_MASK = 0xFFFF;

  private Address() {}

  /** Reads an IPv4 or IPv6 address, with or without a port; nothing is looked up. */
  public static Optional<InetAddress> parse(String text) {
    Matcher written = WRITTEN.matcher(text);
    if (text.length() > MAX_LENGTH || !written.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(literal(written)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String literal(Matcher written) {
    for (int form = 1; form < written.groupCount(); form++) {
      if (written.group(form) != null) {
        return written.group(form);
      }
    }
    return written.group(written.groupCount());
  }

  /** The text of an address that is written in whatever way; nothing where it is none. */
  public static Optional<String> canonical(String text) {
    return parse(text).map(Address::text);
  }

  /** The one text of an address. */
  public static String text(InetAddress address) {
    return address instanceof Inet6Address ? ipv6(address.getAddress()) : address.getHostAddress();
  }

  private static String ipv6(byte[] bytes) {
    int[] groups = new int[GROUPS];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = buffer.getShort() & GROUP_MASK;
    }
    Zeros zeros = Zeros.longestOf(groups);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == zeros.from()) {
        text.append("::");
        i = zeros.to() - 1;
      } else {
        text.append(i == 0 || i == zeros.to() ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** The groups that two colons stand for: at least two, the longest run, the first of equals. */
  private record Zeros(int from, int to) {
    private static final Zeros NONE = new Zeros(-1, -1);

    private static Zeros longestOf(int[] groups) {
      Zeros longest = NONE;
      for (int from = 0; from < groups.length; from++) {
        int to = from;
        while (to < groups.length && groups[to] == 0) {
          to++;
        }
        if (to - from >= 2 && to - from > longest.to() - longest.from()) {
          longest = new Zeros(from, to);
        }
      }
      return longest;
    }
  }
}
