-- title: Reads, one by one
-- columns: event_at, event_name, principal, identity_type, table_name, source_ip, user_agent, error_code, request_id, event_id
-- parameters: first_day, last_day, from, to, table
-- Evidence for PCI DSS 10.2.1: each access of an individual user. A PartiQL call whose statement
-- the trail did not keep, or which begins with a comment, may be a read, and is listed here too.
SELECT
  event_at, event_name, principal, identity_type, table_name, source_ip, user_agent, error_code,
  request_id, event_id
FROM (
  ${calls}
)
WHERE event_name IN ('GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan')
  OR (
    event_name IN ('ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction')
    AND (
      NOT regexp_like(request, '"statement"\s*:')
      OR regexp_like(request, '"statement"\s*:\s*"(\\[nrt]|[\s(])*((?i:select|exists)\b|[^\s(A-Za-z\\])')
    )
  )
ORDER BY event_at DESC, event_id
