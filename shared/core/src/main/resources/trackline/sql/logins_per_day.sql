-- title: Logins per day
-- columns: day, logins
SELECT day, count(event_id) AS logins
FROM (${days}) AS days (day)
LEFT JOIN (
  ${counted_events}
) AS event ON substr(event_at, 1, 10) = day AND event_type = 'login'
GROUP BY day
ORDER BY day
