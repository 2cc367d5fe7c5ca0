-- title: Writes of objects by principal
-- columns: event_name, principal, behind, bucket, error_code, calls, first_at, last_at
-- parameters: first_day, last_day, from, to, bucket
-- By what CloudTrail says of a call: it may be a write where that is not told.
SELECT event_name, principal, behind, bucket, error_code, count(*) AS calls, min(event_at) AS first_at, max(event_at) AS last_at
FROM (
  ${objects}
)
WHERE reads <> 'true'
GROUP BY event_name, principal, behind, bucket, error_code
ORDER BY calls DESC, last_at DESC, event_name, principal, behind, bucket, error_code
