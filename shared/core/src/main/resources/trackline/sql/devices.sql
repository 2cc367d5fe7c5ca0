-- title: Devices
-- columns: day, device_class, os_name, browser_name, events
-- Names are cut: a user agent may make long ones.
SELECT day, device_class, os_name, browser_name, events
FROM (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY day ORDER BY events DESC, device_class, os_name, browser_name
    ) AS place
  FROM (
    SELECT
      substr(event_at, 1, 10) AS day,
      device_class,
      substr(os_name, 1, 256) AS os_name,
      substr(browser_name, 1, 256) AS browser_name,
      count(*) AS events
    FROM (
      ${events}
    )
    GROUP BY 1, 2, 3, 4
  )
)
WHERE place <= 100
ORDER BY day, place
