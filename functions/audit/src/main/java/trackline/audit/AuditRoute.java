package trackline.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import trackline.aws.Keys;
import trackline.event.EventTime;
import trackline.http.HttpAnswer;
import trackline.http.HttpExchange;
import trackline.http.HttpRequest;
import trackline.http.Methods;
import trackline.http.Parameters;
import trackline.http.Problem;
import trackline.http.Refusal;
import trackline.log.LogLine;

/** The function's calls: 404, 405, 401 or 403, then 400, in this order. */
final class AuditRoute implements HttpExchange.Route {

  private static final String CATALOGUE = "/v1/audit";

  /** What is kept of the function's time for reading the rows and answering. */
  private static final Duration READING = Duration.ofSeconds(7);

  private final Keys keys;
  private final Map<String, Engine> engines;
  private final Clock clock;
  private final int logDays;

  AuditRoute(Keys keys, Map<String, Engine> engines, Clock clock, int logDays) {
    this.keys = keys;
    this.engines = engines;
    this.clock = clock;
    this.logDays = logDays;
  }

  @Override
  public HttpAnswer answer(HttpRequest request, LogLine log) {
    Optional<Question> question = question(request.path());
    Methods.READ.require(request);
    log.put("key_label", keys.require(request).label());
    return question.map(found -> answer(found, request, log)).orElseGet(() -> catalogue(request));
  }

  /** The path's question; nothing for the catalogue's own path. */
  private static Optional<Question> question(String path) {
    if (path.equals(CATALOGUE)) {
      return Optional.empty();
    }
    return Optional.of(path)
        .filter(found -> found.startsWith(CATALOGUE + "/"))
        .flatMap(found -> Questions.named(found.substring(CATALOGUE.length() + 1)))
        .or(
            () -> {
              throw Refusal.notFound();
            });
  }

  private static HttpAnswer catalogue(HttpRequest request) {
    new Parameters(request, List.of()).done();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode queries = document.putArray("queries");
    for (Question question : Questions.all()) {
      ObjectNode entry = queries.addObject();
      entry.put("name", question.name()).put("title", question.title());
      question.columns().forEach(entry.putArray("columns")::add);
      Stream.concat(question.asks().stream(), Stream.of(question.place()))
          .forEach(entry.putArray("parameters")::add);
    }
    return HttpAnswer.json(200, document);
  }

  private HttpAnswer answer(Question question, HttpRequest request, LogLine log) {
    Ask ask = Ask.of(question, request, clock, logDays);
    log.put("query", question.name()).put("engine", ask.engine());
    Instant now = clock.instant();
    Instant deadline = now.plus(request.deadline().before(READING).timeLeft());
    try {
      Found found = engine(ask).ask(ask.inquiry(), deadline);
      log.put("query_id", found.queryId()).put("bytes_scanned", found.bytesScanned());
      return HttpAnswer.json(200, document(ask, found, now));
    } catch (Refusal refusal) {
      throw new Refusal(withWindow(refusal.problem(), ask));
    }
  }

  private Engine engine(Ask ask) {
    Engine engine = engines.get(ask.engine());
    if (engine == null) {
      throw new IllegalStateException("There is no engine " + ask.engine());
    }
    return engine;
  }

  /** The window that was asked for, which is another one a second later where nobody gave it. */
  private static Problem withWindow(Problem problem, Ask ask) {
    ObjectNode members = JsonNodeFactory.instance.objectNode();
    putWindow(members, ask);
    return problem.withExtensions(members);
  }

  private static void putWindow(ObjectNode document, Ask ask) {
    document.put("engine", ask.engine());
    document.put("from", ask.inquiry().window().from().toString());
    document.put("to", ask.inquiry().window().to().toString());
  }

  private static ObjectNode document(Ask ask, Found found, Instant now) {
    Question question = ask.inquiry().question();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("name", question.name());
    putWindow(document, ask);
    question.columns().forEach(document.putArray("columns")::add);
    document.set("rows", found.rows().sorted());
    document.put("truncated", found.rows().truncated());
    document.put("generated_at", EventTime.format(now));
    document.put("bytes_scanned", found.bytesScanned());
    document.put("query_id", found.queryId());
    return document;
  }
}
