-- title: Writes by principal
-- columns: event_name, principal, table_name, error_code, calls, first_at, last_at
-- parameters: first_day, last_day, from, to, table
-- A PartiQL call whose statement the trail did not keep, or which begins with a comment, may be a write,
-- and is counted here too.
SELECT
  event_name, principal, table_name, error_code,
  count(*) AS calls,
  min(event_at) AS first_at,
  max(event_at) AS last_at
FROM (
  ${calls}
)
WHERE event_name IN ('PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems')
  OR (
    event_name IN ('ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction')
    AND (
      NOT regexp_like(request, '"statement"\s*:')
      OR regexp_like(request, '"statement"\s*:\s*"(\\[nrt]|[\s(])*((?i:insert|update|delete)\b|[^\s(A-Za-z\\])')
    )
  )
GROUP BY event_name, principal, table_name, error_code
ORDER BY calls DESC, last_at DESC, event_name, principal, table_name, error_code
