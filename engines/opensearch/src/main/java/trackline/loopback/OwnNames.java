package trackline.loopback;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names by which servers of this machine are asked. A browser asks by another one where a page
 * of another site has led its own name here (DNS rebinding), and says whose page it is that posts
 * without asking first.
 *
 * <p>The port is not looked at: behind a forwarded one (SSH, a container) it is another one, and a
 * page of another site has no power over the name.
 *
 * @param names hosts as they stand in addresses, in lower case
 */
public record OwnNames(Set<String> names) {
  /** The names of loopback. */
  public static final OwnNames LOOPBACK = new OwnNames(Set.of("localhost", "127.0.0.1", "[::1]"));

  private static final Pattern HOST = Pattern.compile("(\\[[^]]*+]|[^:]++)(?::[0-9]{0,5})?");
  private static final Pattern ORIGIN = Pattern.compile("https?://(.*)");

  private static final String PROBLEM =
      """
      {"type":"about:blank","title":"Forbidden","status":403,"detail":"%s","errors":[]}""";

  private static final String OTHER_NAME =
      "This server of trackline local is asked by a name that is not one of its own: localhost,"
          + " 127.0.0.1 and [::1]. If the request is yours, as from an emulator (10.0.2.2) or a"
          + " container (host.docker.internal), start trackline local with --host and that name";

  private static final String OTHER_SITE =
      "A page of another site may send events to trackline local, and ask for nothing else. If the"
          + " page is yours, open it from localhost, or start trackline local with --host and the"
          + " name that it comes from";

  public OwnNames {
    names = Set.copyOf(names);
  }

  /** These names and others. */
  public OwnNames with(Collection<String> others) {
    Set<String> all = new TreeSet<>(names);
    others.forEach(other -> all.add(other.toLowerCase(Locale.ROOT)));
    return new OwnNames(all);
  }

  /**
   * Why a request is refused, as a problem document (RFC 9457) for a 403; nothing where it is not.
   *
   * @param hosts the values of its Host header
   * @param origins the values of its Origin header
   */
  public Optional<String> refusal(List<String> hosts, List<String> origins) {
    Optional<String> named = refusal(hosts);
    boolean ofOthers = !origins.stream().allMatch(this::isOwnPage);
    return named.isEmpty() && ofOthers ? Optional.of(PROBLEM.formatted(OTHER_SITE)) : named;
  }

  /** The same where pages of any site are welcome. */
  public Optional<String> refusal(List<String> hosts) {
    return hosts.size() == 1 && isOwn(hosts.getFirst())
        ? Optional.empty()
        : Optional.of(PROBLEM.formatted(OTHER_NAME));
  }

  private boolean isOwn(String host) {
    Matcher parts = HOST.matcher(host.strip());
    return parts.matches() && names.contains(parts.group(1).toLowerCase(Locale.ROOT));
  }

  private boolean isOwnPage(String origin) {
    Matcher parts = ORIGIN.matcher(origin.strip());
    return parts.matches() && isOwn(parts.group(1));
  }
}
