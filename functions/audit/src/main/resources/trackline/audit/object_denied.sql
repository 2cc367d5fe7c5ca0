-- title: Denied calls to objects
-- columns: principal, behind, event_name, bucket, error_code, calls
-- parameters: first_day, last_day, from, to, bucket
SELECT principal, behind, event_name, bucket, error_code, count(*) AS calls
FROM (
  ${objects}
)
WHERE regexp_like(error_code, '${denials}')
GROUP BY principal, behind, event_name, bucket, error_code
ORDER BY calls DESC, principal, behind, event_name, bucket, error_code
