-- title: Reads of objects, one by one
-- columns: event_at, event_name, principal, behind, identity_type, bucket, object_key, source_ip, user_agent, error_code, request_id, event_id
-- parameters: first_day, last_day, from, to, bucket
-- By what CloudTrail says of a call: it may be a read where that is not told.
SELECT
  event_at, event_name, principal, behind, identity_type, bucket, object_key, source_ip, user_agent,
  error_code, request_id, event_id
FROM (
  ${objects}
)
WHERE reads <> 'false'
ORDER BY event_at DESC, event_id
