-- title: Top events
-- columns: day, event_type, event_name, events
-- Names are cut: rows that others wrote, and those from before the doors had a bound, may have long ones.
SELECT day, event_type, event_name, events
FROM (
  SELECT
    *,
    row_number() OVER (PARTITION BY day ORDER BY events DESC, event_type, event_name) AS place
  FROM (
    SELECT
      substr(event_at, 1, 10) AS day,
      substr(event_type, 1, 256) AS event_type,
      substr(event_name, 1, 256) AS event_name,
      count(*) AS events
    FROM (
      ${counted_events}
    )
    GROUP BY 1, 2, 3
  )
)
WHERE place <= 100
ORDER BY day, place
