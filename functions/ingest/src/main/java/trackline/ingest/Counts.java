package trackline.ingest;

import java.util.List;
import trackline.log.LogLine;

/** How many of a request's events came out how. */
final class Counts {
  private Counts() {}

  static long of(List<Result> results, Result.Status status) {
    return results.stream().filter(result -> result.status() == status).count();
  }

  private static long of(List<Result> results, Result.Remark remark) {
    return results.stream().filter(result -> result.remark() == remark).count();
  }

  static long rejected(List<Result> results) {
    return results.stream().filter(result -> result.status().isRejection()).count();
  }

  /** Puts the counts into the request's log line, of which the stack makes metrics. */
  static void log(List<Result> results, LogLine log) {
    log.put("events", results.size());
    log.put("accepted", of(results, Result.Status.ACCEPTED));
    log.put("duplicates", of(results, Result.Status.DUPLICATE));
    log.put("rejected", rejected(results));
    log.put("erased", of(results, Result.Status.ERASED));
    log.put("erased_uncounted", of(results, Result.Remark.UNCOUNTED));
    log.put("erasures", of(results, Result.Status.RECORDED));
    log.put("erasures_refused", of(results, Result.Remark.ERASURE_REFUSED));
    log.put("retry", of(results, Result.Status.RETRY));
  }
}
