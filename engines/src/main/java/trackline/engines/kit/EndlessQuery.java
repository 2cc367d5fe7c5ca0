package trackline.engines.kit;

/** A query that runs until it is stopped. */
public final class EndlessQuery {
  /** As Athena's engine and DuckDB both read it. */
  public static final String SQL =
      "SELECT sum(a.x * b.x * c.x) FROM UNNEST(sequence(1, 10000)) AS a (x)"
          + " CROSS JOIN UNNEST(sequence(1, 10000)) AS b (x)"
          + " CROSS JOIN UNNEST(sequence(1, 10000)) AS c (x)";

  private EndlessQuery() {}
}
