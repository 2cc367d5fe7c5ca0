-- title: Active users per day
-- columns: day, users
SELECT day, count(DISTINCT person) AS users
FROM (${days}) AS days (day)
LEFT JOIN (
  ${people}
) AS present (present_on, person) ON present_on = day
GROUP BY day
ORDER BY day
