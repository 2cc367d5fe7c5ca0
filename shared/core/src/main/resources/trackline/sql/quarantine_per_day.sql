-- title: Refused, by door and reason
-- columns: day, door, reason, entries
-- The day is that on which an entry was put into quarantine. Forward may put a record there again when
-- its batch is read again in other parts: a record counts once, by its sequence number.
SELECT
  dt AS day,
  door,
  reason,
  count(DISTINCT CASE WHEN door = 'forward' THEN sequence_number END)
    + count(CASE WHEN door <> 'forward' THEN door END) AS entries
FROM quarantine
WHERE dt >= '${from}' AND dt <= '${to}' AND door IS NOT NULL
GROUP BY dt, door, reason
ORDER BY day, door, reason
