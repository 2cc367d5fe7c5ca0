package trackline.http;

import java.util.List;

/** The methods that a path takes. */
public enum Methods {
  /** Reading: a HEAD is answered as the GET would be, without the body. */
  READ("GET, HEAD"),
  /** A GET that is no mere reading. */
  GET("GET"),
  POST("POST");

  private final String list;

  Methods(String list) {
    this.list = list;
  }

  /** The methods by commas, as {@code Allow} has them (RFC 9110). */
  public String list() {
    return list;
  }

  /**
   * Checks a request's method.
   *
   * @throws Refusal 405, with what is allowed, when it is none of these
   */
  public void require(HttpRequest request) {
    if (!List.of(list.split(", ")).contains(request.method())) {
      throw Refusal.methodNotAllowed(list);
    }
  }
}
