-- title: Ledger
-- columns: day, hour, source, accepted, duplicates, refused, quarantined, forwarded, delivered, queried, missing
-- What came, by the hour in which it was received and by its source. The lake knows what it was
-- delivered, which is a row of the table each, and what queries count, which is an event each. The
-- other columns are filled in from the logs.
SELECT
  substr(hour, 1, 10) AS day,
  hour,
  source,
  CAST(NULL AS bigint) AS accepted,
  CAST(NULL AS bigint) AS duplicates,
  CAST(NULL AS bigint) AS refused,
  CAST(NULL AS bigint) AS quarantined,
  CAST(NULL AS bigint) AS forwarded,
  count(CASE WHEN copy = 1 THEN 1 END) AS delivered,
  count(CASE WHEN arrival = 1 THEN 1 END) AS queried,
  CAST(NULL AS bigint) AS missing
FROM (
  SELECT
    substr(coalesce(received_at, event_at), 1, 13) AS hour,
    source,
    row_number() OVER (
      PARTITION BY user_id, coalesce(event_key, event_id) ORDER BY received_at
    ) AS copy,
    row_number() OVER (PARTITION BY user_id, event_id ORDER BY received_at, event_key) AS arrival
  FROM events
  WHERE dt >= '${first_partition}'
)
WHERE substr(hour, 1, 10) BETWEEN '${from}' AND '${to}'
GROUP BY hour, source
ORDER BY hour, source
