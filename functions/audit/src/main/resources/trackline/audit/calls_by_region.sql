-- title: Calls by action and region
-- columns: event_name, region, calls
-- parameters: first_day, last_day, from, to, table
SELECT event_name, region, count(*) AS calls
FROM (
  SELECT DISTINCT event_id, event_at, event_name, region
  FROM (
    ${calls}
  )
)
GROUP BY event_name, region
ORDER BY calls DESC, event_name, region
