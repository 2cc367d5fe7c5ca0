-- Every event of the window, once. The lake gets an event at least once, so the first arrival counts.
-- The filter on dt comes first, so that only these days' objects are read: an event arrives at most
-- 5 minutes before its own time, hence the one day more. Copies are dropped before the window on
-- event_at is cut, since a retry without a time of its own was given another one.
SELECT *
FROM (
  SELECT
    *,
    row_number() OVER (PARTITION BY user_id, event_id ORDER BY received_at, event_key) AS arrival
  FROM events
  WHERE dt >= '${first_partition}'
)
WHERE arrival = 1 AND substr(event_at, 1, 10) BETWEEN '${from}' AND '${to}'
