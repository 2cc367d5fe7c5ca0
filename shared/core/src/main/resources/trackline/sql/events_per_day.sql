-- title: Events per day
-- columns: day, events
SELECT day, count(event_id) AS events
FROM (${days}) AS days (day)
LEFT JOIN (
  ${counted_events}
) AS event ON substr(event_at, 1, 10) = day
GROUP BY day
ORDER BY day
