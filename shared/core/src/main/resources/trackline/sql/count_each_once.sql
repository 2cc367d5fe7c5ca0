WITH each AS (
  SELECT *
  FROM (
    SELECT *,
           row_number() OVER (PARTITION BY user_id, event_id ORDER BY received_at, event_key) AS arrival
    FROM events
    WHERE dt >= date_format(current_date - INTERVAL '9' DAY, '%Y-%m-%d')
  )
  WHERE arrival = 1
    AND NOT (coalesce(is_bot, false) AND coalesce(bot_purpose, 'other') <> 'http client')
)
SELECT substr(event_at, 1, 10) AS day, count(*) AS events
FROM each
WHERE substr(event_at, 1, 10) >= date_format(current_date - INTERVAL '6' DAY, '%Y-%m-%d')
GROUP BY substr(event_at, 1, 10)
ORDER BY day
