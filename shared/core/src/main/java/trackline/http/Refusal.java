package trackline.http;

import java.util.List;
import java.util.Map;
import trackline.event.Fault;

/**
 * A request's refusal, answered as {@code application/problem+json} (RFC 9457). Its texts never
 * hold a value that the client sent.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int RETRY_AFTER_SECONDS = 1;

  private final transient Problem problem;

  public Refusal(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }

  /** 404: no such path. */
  public static Refusal notFound() {
    return new Refusal(Problem.of(404, "There is nothing at this path"));
  }

  /** 405: the path is there and takes other methods. */
  static Refusal methodNotAllowed(String allowed) {
    return new Refusal(
        Problem.of(405, "This path takes " + allowed).withHeaders(Map.of("allow", allowed)));
  }

  /** 401: no key, or an unknown one. */
  public static Refusal unauthorized(String detail) {
    return new Refusal(
        Problem.of(401, detail)
            .withHeaders(Map.of("www-authenticate", "Bearer realm=\"trackline\"")));
  }

  /** 403: a valid key of another kind. */
  public static Refusal forbidden(String detail) {
    return new Refusal(Problem.of(403, detail));
  }

  /** 415: a content type or encoding that is not taken here. */
  public static Refusal unsupportedMediaType(String detail) {
    return new Refusal(Problem.of(415, detail));
  }

  /** 413: larger than the door takes. */
  public static Refusal tooLarge(String detail) {
    return new Refusal(Problem.of(413, detail));
  }

  /** 400: a body that is not the JSON that the door takes. */
  public static Refusal badBody(String detail) {
    return new Refusal(Problem.of(400, detail).withErrors(List.of(new Fault("", detail))));
  }

  /** 400: a query parameter that is wrong. */
  public static Refusal badParameter(String name, String detail) {
    return new Refusal(
        Problem.of(400, "The query parameter " + name + " " + detail)
            .withErrors(List.of(new Fault(name, detail))));
  }

  /** 400: a query parameter that the path does not know; its name is not repeated. */
  public static Refusal unknownParameter(String known) {
    String detail = "takes no other query parameter than " + known;
    return new Refusal(
        Problem.of(400, "This path " + detail).withErrors(List.of(new Fault("", detail))));
  }

  /** 422: well-formed, and against the rules. */
  public static Refusal unprocessable(String detail, List<Fault> faults) {
    return new Refusal(Problem.of(422, detail).withErrors(faults));
  }

  /** 409: the key is taken by other content. */
  public static Refusal conflict(String detail, List<Fault> faults) {
    return new Refusal(Problem.of(409, detail).withErrors(faults));
  }

  /** 503: our own trouble; the client tries again. */
  public static Refusal unavailable(String detail) {
    return new Refusal(
        Problem.of(503, detail)
            .withHeaders(Map.of("retry-after", Integer.toString(RETRY_AFTER_SECONDS))));
  }
}
