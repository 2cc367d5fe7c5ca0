package trackline.ingest;

import trackline.http.HttpRequest;
import trackline.http.LocalName;

/**
 * The name by which a client asked for this host, and the scheme to come back by.
 *
 * @param name with its port and the path of its stage, where it has them
 */
record OwnHost(String name, String scheme) {
  private static final String HTTPS = "https";

  /**
   * The host that a request asked.
   *
   * <p>A gateway of AWS speaks TLS and nothing else, that of a machine at home none, unless a front
   * does it in its stead and says so. Anybody can write that header, so that it is believed for a
   * local name only, and only where it asks for more: no public name is ever answered with http.
   */
  static OwnHost of(HttpRequest request) {
    boolean isPlain = LocalName.isLocal(request.host()) && !request.isForwardedByTls();
    return new OwnHost(request.host(), isPlain ? "http" : HTTPS);
  }
}
