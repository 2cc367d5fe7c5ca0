package trackline.search.setup;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpMethod;
import trackline.aws.Backoff;
import trackline.time.Deadline;

/**
 * A search domain, which is tried again while it may yet answer: it refuses a role that was made a
 * moment ago, and is away while it is being changed.
 */
final class Domain {
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final byte[] NOTHING = {};

  private final Web web;
  private final URI endpoint;
  private final Deadline deadline;
  private final Backoff backoff;

  Domain(Web web, URI endpoint, Deadline deadline, Backoff.Sleeper sleeper) {
    this.web = web;
    this.endpoint = endpoint;
    this.deadline = deadline;
    this.backoff = Backoff.steady(PAUSE, sleeper);
  }

  /** What lies at a path; an answer with 404 when nothing does. */
  Web.Answer get(String path) throws IOException {
    return call(SdkHttpMethod.GET, path, NOTHING);
  }

  /**
   * Puts something at a path.
   *
   * @throws IOException when the domain does not take it
   */
  void put(String path, byte[] body) throws IOException {
    Web.Answer answer = call(SdkHttpMethod.PUT, path, body);
    if (!answer.isSuccess()) {
      throw new IOException("The domain answered " + answer.status() + " to PUT " + path);
    }
  }

  private Web.Answer call(SdkHttpMethod method, String path, byte[] body) throws IOException {
    while (true) {
      try {
        Web.Answer answer = web.signed(method, endpoint.resolve(path), body);
        if (!mayPass(answer.status()) || !paused()) {
          return answer;
        }
      } catch (IOException e) {
        if (!paused()) {
          throw e;
        }
      }
    }
  }

  /** Waits a while, where there is time for another attempt. */
  private boolean paused() {
    return backoff.pause(0, deadline);
  }

  private static boolean mayPass(int status) {
    return status == 403 || status == 429 || status >= 500;
  }
}
