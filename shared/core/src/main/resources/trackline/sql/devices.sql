-- title: Devices
-- columns: day, device_class, os_name, browser_name, events
SELECT day, device_class, os_name, browser_name, events
FROM (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY day ORDER BY events DESC, device_class, os_name, browser_name
    ) AS place
  FROM (
    SELECT
      substr(event_at, 1, 10) AS day, device_class, os_name, browser_name, count(*) AS events
    FROM (
      ${events}
    )
    GROUP BY 1, 2, 3, 4
  )
)
WHERE place <= 100
ORDER BY day, place
