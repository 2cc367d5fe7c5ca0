package trackline.bench.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Says what is wrong with an answer, whatever was asked. */
final class Judge {
  /** Those of the guide's table; a 503 is trouble of our own, and here nothing is in trouble. */
  private static final Set<Integer> DOCUMENTED =
      Set.of(200, 202, 204, 304, 400, 401, 403, 404, 405, 409, 413, 415, 422);

  /** What the JDK's server says of a request that it does not hand over. */
  private static final Set<Integer> SERVERS_OWN = Set.of(400, 404, 413, 414, 431, 501, 505);

  private static final int SLOWEST_MILLIS = 25_000;

  private Judge() {}

  /** What is wrong with a reply; nothing where all is well. */
  static Optional<String> complaint(Request request, Wire.Reply reply) {
    List<Answer> answers = reply.answers();
    if (request.isHttp() && reply.millis() > SLOWEST_MILLIS) {
      return Optional.of("no answer in time");
    }
    if (answers.isEmpty() && request.isHttp() && reply.isWhole()) {
      return Optional.of("no answer");
    }
    if (!request.ids().isEmpty() && !reply.isWhole()) {
      return Optional.of("a connection that was broken");
    }
    return answers.stream().flatMap(answer -> complaint(request, answer).stream()).findFirst();
  }

  private static Optional<String> complaint(Request request, Answer answer) {
    if (answer.isServersOwn()) {
      return when(!SERVERS_OWN.contains(answer.status()), "the server's own " + answer.status());
    }
    if (!DOCUMENTED.contains(answer.status())) {
      return Optional.of("status " + answer.status());
    }
    if (request.shape() == Shape.SOUND && answer.status() >= 400 && answer.status() != 404) {
      return Optional.of("a good request is a " + answer.status());
    }
    boolean isBodiless = answer.status() < 400 || (answer.body().isEmpty() && isHead(request));
    return isBodiless ? Optional.empty() : problem(answer);
  }

  private static boolean isHead(Request request) {
    return !request.head().isEmpty() && request.head().getFirst().startsWith("HEAD ");
  }

  private static Optional<String> problem(Answer answer) {
    JsonNode problem = answer.json();
    if (problem.has("message") && !problem.has("status")) {
      return when(answer.status() != 413, "the gateway's own " + answer.status());
    }
    if (!answer.head().contains("\r\ncontent-type: application/problem+json\r\n")
        || problem.path("status").asInt() != answer.status()
        || problem.path("title").asText().isEmpty()
        || problem.path("detail").asText().isEmpty()) {
      return Optional.of("a " + answer.status() + " that is no problem document");
    }
    boolean repeats =
        Stream.concat(
                Stream.of(problem.path("detail")),
                problem.path("errors").valueStream().map(error -> error.path("detail")))
            .anyMatch(text -> text.asText().contains(Hostile.MARK));
    return when(repeats, "a problem that repeats a value");
  }

  private static Optional<String> when(boolean isWrong, String complaint) {
    return isWrong ? Optional.of(complaint) : Optional.empty();
  }
}
