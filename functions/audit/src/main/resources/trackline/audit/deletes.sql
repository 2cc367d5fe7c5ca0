-- title: Who deleted
-- columns: event_name, principal, identity_type, user_agent, table_name, error_code, calls, last_at
-- parameters: first_day, last_day, from, to, table
-- A PartiQL statement that begins with a comment may be one, and is counted here too.
SELECT
  event_name, principal, identity_type, user_agent, table_name, error_code,
  count(*) AS calls,
  max(event_at) AS last_at
FROM (
  ${calls}
)
WHERE event_name = 'DeleteItem'
  OR (
    event_name IN ('BatchWriteItem', 'TransactWriteItems')
    AND regexp_like(request, '(?i)"operation"\s*:\s*"delete|"deleteRequest"\s*:')
  )
  OR (
    event_name IN ('ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction')
    AND regexp_like(request, '"statement"\s*:\s*"(\\[nrt]|[\s(])*((?i:delete)\b|[^\s(A-Za-z\\])')
  )
GROUP BY event_name, principal, identity_type, user_agent, table_name, error_code
ORDER BY calls DESC, last_at DESC, event_name, principal, user_agent, table_name, error_code
