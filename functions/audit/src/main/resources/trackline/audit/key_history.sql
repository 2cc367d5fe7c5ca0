-- title: The history of one key
-- columns: event_at, event_name, verb, principal, behind, table_name, item_key, source_ip, user_agent, error_code, event_id
-- parameters: first_day, last_day, from, to, table, key
-- The trail keeps keys where a call names them: not those of a Query, whose key is a value, and not
-- those that a PartiQL INSERT writes.
SELECT DISTINCT
  event_at, event_name, verb, principal, behind, table_name, item_key, source_ip, user_agent,
  error_code, event_id
FROM (
  ${calls}
)
WHERE regexp_like(key_text, ?)
ORDER BY event_at DESC, event_id, table_name, verb, item_key
