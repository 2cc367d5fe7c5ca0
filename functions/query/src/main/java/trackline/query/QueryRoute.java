package trackline.query;

import java.util.Set;
import trackline.aws.Keys;
import trackline.http.HttpAnswer;
import trackline.http.HttpExchange;
import trackline.http.HttpRequest;
import trackline.http.Refusal;
import trackline.log.LogLine;

/** The function's calls: 404, 405, 401 or 403, then 400, in this order. */
final class QueryRoute implements HttpExchange.Route {

  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final Keys keys;
  private final UserEvents events;
  private final RollupFigures figures;

  QueryRoute(Keys keys, UserEvents events, RollupFigures figures) {
    this.keys = keys;
    this.events = events;
    this.figures = figures;
  }

  @Override
  public HttpAnswer answer(HttpRequest request, LogLine log) {
    Target target = Target.of(request.path()).orElseThrow(Refusal::notFound);
    log.put("target", target.getClass().getSimpleName());
    if (!METHODS.contains(request.method())) {
      throw Refusal.methodNotAllowed("GET, HEAD");
    }
    HttpAnswer answer =
        switch (target) {
          case Target.File(DashboardFile file) -> file.answer(request);
          case Target.Catalogue() -> {
            checkKey(request, log);
            yield RollupFigures.catalogue(request);
          }
          case Target.Figures(var rollup) -> {
            checkKey(request, log);
            yield figures.answer(rollup, request, log);
          }
          case Target.Events(String userId) -> {
            checkKey(request, log);
            yield events.answer(userId, request);
          }
        };
    return request.method().equals("HEAD") ? withoutBody(answer) : answer;
  }

  private void checkKey(HttpRequest request, LogLine log) {
    log.put("key_label", keys.requireLabel(request, Keys.Kind.READ));
  }

  private static HttpAnswer withoutBody(HttpAnswer answer) {
    return new HttpAnswer(answer.status(), answer.headers(), new byte[0], false);
  }
}
