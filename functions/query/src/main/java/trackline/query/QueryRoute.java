package trackline.query;

import java.util.Optional;
import java.util.Set;
import trackline.aws.Keys;
import trackline.http.HttpAnswer;
import trackline.http.HttpExchange;
import trackline.http.HttpRequest;
import trackline.http.Refusal;
import trackline.log.LogLine;
import trackline.sql.Rollup;

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
    if (!(target instanceof Target.File)) {
      log.put("key_label", keys.requireLabel(request, Keys.Kind.READ));
    }
    HttpAnswer answer = answer(target, request, log);
    return request.method().equals("HEAD") ? answer.withoutBody() : answer;
  }

  private HttpAnswer answer(Target target, HttpRequest request, LogLine log) {
    return switch (target) {
      case Target.File(StaticFile file) -> file.answer(request);
      case Target.Catalogue() -> RollupFigures.catalogue(request);
      case Target.Figures(Rollup rollup) -> figures.answer(rollup, request, log);
      case Target.Events(Optional<String> userId) -> events.answer(userId, request);
    };
  }
}
