package trackline.ingest;

import java.util.List;

/** How many of a request's events came out how. */
final class Counts {
  private Counts() {}

  static long of(List<Result> results, Result.Status status) {
    return results.stream().filter(result -> result.status() == status).count();
  }

  static long rejected(List<Result> results) {
    return results.stream().filter(result -> result.status().isRejection()).count();
  }
}
