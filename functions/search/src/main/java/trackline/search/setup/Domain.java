package trackline.search.setup;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;
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

  /**
   * What lies at a path; an answer with 404 when nothing does.
   *
   * @param isOwn whether the JSON of a success is what the domain says then: something in between
   *     may answer that all is well
   */
  Web.Answer get(String path, Predicate<JsonNode> isOwn) throws IOException {
    return call(SdkHttpMethod.GET, path, NOTHING, isOwn);
  }

  /**
   * Puts something at a path; the answer may be a refusal.
   *
   * @param isOwn whether the JSON of a success is what the domain says then
   */
  Web.Answer put(String path, byte[] body, Predicate<JsonNode> isOwn) throws IOException {
    return call(SdkHttpMethod.PUT, path, body, isOwn);
  }

  private Web.Answer call(SdkHttpMethod method, String path, byte[] body, Predicate<JsonNode> isOwn)
      throws IOException {
    if (!deadline.allows(Duration.ZERO)) {
      throw new IOException("There was no time left for " + method + " " + path);
    }
    while (true) {
      try {
        return attempt(method, path, body, isOwn);
      } catch (IOException e) {
        if (!backoff.pause(0, deadline)) {
          throw e;
        }
      }
    }
  }

  /**
   * Calls once.
   *
   * @throws IOException for what may pass
   */
  private Web.Answer attempt(
      SdkHttpMethod method, String path, byte[] body, Predicate<JsonNode> isOwn)
      throws IOException {
    String call = method + " " + path;
    Web.Answer answer;
    try {
      answer = web.signed(method, endpoint.resolve(path), body);
    } catch (IOException e) {
      throw new IOException("The domain did not answer to " + call + ": " + e.getMessage(), e);
    }
    if (mayPass(answer.status())) {
      answer.requireSuccess(call);
    }
    if (answer.isSuccess() && !isOwn.test(answer.json())) {
      throw new IOException("The answer to " + call + " is not the domain's");
    }
    return answer;
  }

  private static boolean mayPass(int status) {
    return status == 403 || status == 429 || status >= 500;
  }
}
