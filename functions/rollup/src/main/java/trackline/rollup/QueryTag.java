package trackline.rollup;

import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import trackline.sql.Rollup;
import trackline.sql.Rollups;
import trackline.sql.Window;

/**
 * The comment at the head of a query that says what it is for, so that its end can be told from
 * Athena alone: an event of a query may come before its id was noted anywhere.
 *
 * @param rollup the rollup that the query computes
 * @param window the days that it covers
 * @param token the lease that it was started under, which only its starter and the table know
 */
record QueryTag(Rollup rollup, Window window, String token) {

  private static final String DAY = "(\\d{4}-\\d{2}-\\d{2})";
  private static final Pattern HEAD =
      Pattern.compile("-- rollup (\\w+) from " + DAY + " to " + DAY + " lease ([\\w-]+)\n");

  /** The query's whole text. */
  String sql(int lateDays) {
    return "-- rollup %s from %s to %s lease %s\n%s"
        .formatted(rollup.name(), window.from(), window.to(), token, rollup.sql(window, lateDays));
  }

  /** The tag of a query, if it is one of ours. */
  static Optional<QueryTag> of(String sql) {
    Matcher head = HEAD.matcher(sql);
    return head.lookingAt()
        ? Rollups.named(head.group(1))
            .map(rollup -> new QueryTag(rollup, window(head), head.group(4)))
        : Optional.empty();
  }

  private static Window window(Matcher head) {
    return new Window(LocalDate.parse(head.group(2)), LocalDate.parse(head.group(3)));
  }
}
