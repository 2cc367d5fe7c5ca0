-- title: Active users per day
-- columns: day, users
SELECT day, count(DISTINCT user_id) AS users
FROM (${days}) AS days (day)
LEFT JOIN (
  ${events}
) AS event ON substr(event_at, 1, 10) = day
GROUP BY day
ORDER BY day
