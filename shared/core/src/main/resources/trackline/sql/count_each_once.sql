-- Events of the last 7 days by type, each event counted once.
-- An event may lie in the lake more than once, so take its first arrival only. Keep the filter on dt
-- innermost: without it the query reads, and bills, the whole lake.
SELECT event_type, count(*) AS events
FROM (
  SELECT
    *,
    row_number() OVER (PARTITION BY user_id, event_id ORDER BY received_at, event_key) AS arrival
  FROM events
  WHERE dt >= date_format(current_date - INTERVAL '7' DAY, '%Y-%m-%d')
)
WHERE
  arrival = 1
  AND substr(event_at, 1, 10) >= date_format(current_date - INTERVAL '6' DAY, '%Y-%m-%d')
GROUP BY event_type
ORDER BY events DESC, event_type
