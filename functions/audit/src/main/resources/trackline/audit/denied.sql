-- title: Denied calls
-- columns: principal, event_name, error_code, error_message, calls
-- parameters: first_day, last_day, from, to, table
SELECT principal, event_name, error_code, error_message, count(*) AS calls
FROM (
  ${calls}
)
WHERE regexp_like(error_code, 'Denied|Unauthorized|NotAuthorized|UnrecognizedClient|InvalidSignature|IncompleteSignature|MissingAuthenticationToken|ExpiredToken')
GROUP BY principal, event_name, error_code, error_message
ORDER BY calls DESC, principal, event_name, error_code, error_message
