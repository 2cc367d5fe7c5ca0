-- title: The calls of one principal
-- columns: event_at, event_name, verb, principal, behind, table_name, item_key, region, source_ip, user_agent, error_code, event_id
-- parameters: first_day, last_day, from, to, table, principal
SELECT DISTINCT
  event_at, event_name, verb, principal, behind, table_name, item_key, region, source_ip,
  user_agent, error_code, event_id
FROM (
  ${calls}
)
WHERE regexp_like(identities, ?)
ORDER BY event_at DESC, event_id, table_name, verb, item_key
