-- title: Denied calls
-- columns: principal, behind, event_name, table_name, error_code, error_message, calls
-- parameters: first_day, last_day, from, to, table
SELECT principal, behind, event_name, table_name, error_code, error_message, count(*) AS calls
FROM (
  SELECT DISTINCT event_id, event_at, principal, behind, event_name, table_name, error_code, error_message
  FROM (
    ${calls}
  )
  WHERE regexp_like(error_code, '${denials}')
)
GROUP BY principal, behind, event_name, table_name, error_code, error_message
ORDER BY calls DESC, principal, behind, event_name, table_name, error_code, error_message
