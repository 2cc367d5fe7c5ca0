package trackline.engines.athena.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/** The parts of an address. Of a text that is none there are none. */
final class Addresses {
  private Addresses() {}

  static @Nullable String part(String address, String part) {
    URI uri = uri(address);
    if (uri == null) {
      return null;
    }
    return switch (part) {
      case "port" -> uri.getPort() < 0 ? null : Integer.toString(uri.getPort());
      case "protocol" -> orEmpty(uri.getScheme());
      case "host" -> orEmpty(uri.getHost());
      case "path" -> orEmpty(uri.getPath());
      case "query" -> orEmpty(uri.getQuery());
      default -> orEmpty(uri.getFragment());
    };
  }

  /** The first parameter of this name, decoded. */
  static @Nullable String parameter(String address, String name) {
    URI uri = uri(address);
    if (uri == null || uri.getRawQuery() == null) {
      return null;
    }
    for (String parameter : uri.getRawQuery().split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      if (parts[0].equals(name)) {
        return parts.length == 1 ? "" : decode(parts[1]);
      }
    }
    return null;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  static String decode(String text) {
    return URLDecoder.decode(text, UTF_8);
  }

  private static @Nullable URI uri(String address) {
    try {
      return new URI(address);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static String orEmpty(@Nullable String part) {
    return part == null ? "" : part;
  }
}
