-- Every event of the window, once. The lake gets an event at least once, so the first arrival counts.
-- A partition is a day of arrival, and dt has no upper bound: an event of the window counts on its own
-- day however late it came. The filter on dt comes first, so that only these days' objects are read. It
-- begins some days before the window, where the first copy of an event may lie: a retry without a time
-- of its own was given another one. That is also why copies are dropped before the window on event_at
-- is cut.
SELECT *
FROM (
  SELECT
    *,
    row_number() OVER (PARTITION BY user_id, event_id ORDER BY received_at, event_key) AS arrival
  FROM events
  WHERE dt >= '${first_partition}'
)
WHERE arrival = 1 AND substr(event_at, 1, 10) BETWEEN '${from}' AND '${to}'
