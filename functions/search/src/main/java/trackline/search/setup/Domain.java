package trackline.search.setup;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * A search domain, which is tried again while it may yet answer: it refuses a role that was made a
 * moment ago, and is away while it is being changed.
 */
final class Domain {
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final byte[] NOTHING = {};

  /** Waits between attempts. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final Web web;
  private final URI endpoint;
  private final Supplier<Duration> timeLeft;
  private final Sleeper sleeper;

  Domain(Web web, URI endpoint, Supplier<Duration> timeLeft, Sleeper sleeper) {
    this.web = web;
    this.endpoint = endpoint;
    this.timeLeft = timeLeft;
    this.sleeper = sleeper;
  }

  /** What lies at a path; an answer with 404 when nothing does. */
  Web.Answer get(String path) throws IOException, InterruptedException {
    return call(SdkHttpMethod.GET, path, NOTHING);
  }

  /**
   * Puts something at a path.
   *
   * @throws IOException when the domain does not take it
   */
  void put(String path, byte[] body) throws IOException, InterruptedException {
    Web.Answer answer = call(SdkHttpMethod.PUT, path, body);
    if (!answer.isSuccess()) {
      throw new IOException("The domain answered " + answer.status() + " to PUT " + path);
    }
  }

  private Web.Answer call(SdkHttpMethod method, String path, byte[] body)
      throws IOException, InterruptedException {
    while (true) {
      try {
        Web.Answer answer = web.signed(method, endpoint.resolve(path), body);
        if (!mayPass(answer.status()) || isTimeUp()) {
          return answer;
        }
      } catch (IOException e) {
        if (isTimeUp()) {
          throw e;
        }
      }
      sleeper.sleep(PAUSE);
    }
  }

  private boolean isTimeUp() {
    return timeLeft.get().compareTo(PAUSE) < 0;
  }

  private static boolean mayPass(int status) {
    return status == 403 || status == 429 || status >= 500;
  }
}
