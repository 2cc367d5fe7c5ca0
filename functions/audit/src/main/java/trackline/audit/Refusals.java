package trackline.audit;

import java.util.List;
import java.util.Map;
import trackline.event.Fault;
import trackline.http.Problem;
import trackline.http.Refusal;

/** What a caller is told when a question has no answer. */
final class Refusals {

  private Refusals() {}

  static Refusal unfinished() {
    return later(2, "Athena is still at it: ask again with the same from and to for its answer");
  }

  static Refusal late() {
    return later(5, "Logs Insights did not answer in time: ask for less, or engine=athena");
  }

  static Refusal busy(String engine) {
    return later(10, engine + " has too many queries now: ask again in a while");
  }

  static Refusal failed(String engine) {
    return later(60, engine + " could not answer; the function's log names the query");
  }

  static Refusal tooWide() {
    return Refusal.unprocessable(
        "The question would scan more than the budget allows",
        List.of(new Fault("from", "lies too far before to: ask for a shorter time")));
  }

  static Refusal tooLong() {
    return Refusal.unprocessable(
        "The question's names are longer than Logs Insights takes",
        List.of(new Fault("engine", "must be athena for names of this length")));
  }

  static Refusal notKept() {
    return Refusal.unprocessable(
        "The log group holds nothing of this time",
        List.of(new Fault("engine", "must be athena for this time")));
  }

  private static Refusal later(int seconds, String detail) {
    return new Refusal(
        Problem.of(503, detail).withHeaders(Map.of("retry-after", Integer.toString(seconds))));
  }
}
