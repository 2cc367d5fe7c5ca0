-- The filter on the partition comes first, so that only these days' files are read; a file may lie a
-- day after its calls.
FROM cloudtrail
WHERE "timestamp" BETWEEN ? AND ?
  AND eventtime >= ?
  AND eventtime < ?
