-- title: Reads, one by one
-- columns: event_at, event_name, verb, principal, behind, identity_type, table_name, item_key, source_ip, user_agent, error_code, request_id, event_id
-- parameters: first_day, last_day, from, to, table
-- Evidence for PCI DSS 10.2.1: each access of an individual user. Where a call does not tell its verb,
-- or its verb is not known, it may be a read, and is listed too.
SELECT DISTINCT
  event_at, event_name, verb, principal, behind, identity_type, table_name, item_key, source_ip,
  user_agent, error_code, request_id, event_id
FROM (
  ${calls}
)
WHERE regexp_like(verb, '^(?i:${reads})$')
  OR (category = 'Data' AND NOT regexp_like(verb, '^(?i:${known})$'))
ORDER BY event_at DESC, event_id, table_name, verb, item_key
