package trackline.query;

import java.util.Optional;
import trackline.aws.Keys;
import trackline.http.HttpAnswer;
import trackline.http.HttpExchange;
import trackline.http.HttpRequest;
import trackline.http.Methods;
import trackline.http.Refusal;
import trackline.log.LogLine;
import trackline.sql.Rollup;

/** The function's calls: 404, 405, 401 or 403, then 400, in this order. */
final class QueryRoute implements HttpExchange.Route {

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
    Methods.READ.require(request);
    if (!(target instanceof Target.File)) {
      log.put("key_label", keys.require(request).label());
    }
    return answer(target, request, log);
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
