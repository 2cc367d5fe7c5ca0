-- title: Writes by principal
-- columns: event_name, verb, principal, behind, table_name, error_code, calls, first_at, last_at
-- parameters: first_day, last_day, from, to, table
-- Where a call does not tell its verb, or its verb is not known, it may be one, and is counted too.
SELECT
  event_name, verb, principal, behind, table_name, error_code,
  count(*) AS calls,
  min(event_at) AS first_at,
  max(event_at) AS last_at
FROM (
  SELECT DISTINCT event_id, event_at, event_name, verb, principal, behind, table_name, error_code
  FROM (
    ${calls}
  )
  WHERE regexp_like(verb, '^(?i:${writes})$')
    OR (category = 'Data' AND NOT regexp_like(verb, '^(?i:${known})$'))
)
GROUP BY event_name, verb, principal, behind, table_name, error_code
ORDER BY calls DESC, last_at DESC, event_name, verb, principal, behind, table_name, error_code
