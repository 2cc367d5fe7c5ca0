-- Each call to an object of a recorded bucket in the window, once. A DeleteObjects names its bucket and
-- not its objects.
SELECT
  event_at, event_name, principal, behind, identity_type, bucket, object_key, reads, source_ip,
  user_agent, error_code, request_id, event_id
FROM (
  SELECT
    eventtime AS event_at,
    eventname AS event_name,
    ${who}
    coalesce(
      json_extract_scalar(requestparameters, '$.bucketName'),
      nullif(regexp_extract(element_at(resources, 1).arn, ':s3:::([^/]+)', 1), '')
    ) AS bucket,
    json_extract_scalar(requestparameters, '$.key') AS object_key,
    coalesce(readonly, '') AS reads,
    sourceipaddress AS source_ip,
    useragent AS user_agent,
    errorcode AS error_code,
    requestid AS request_id,
    eventid AS event_id,
    row_number() OVER (PARTITION BY eventid ORDER BY eventtime) AS copy
  ${window}
    AND eventsource = 's3.amazonaws.com'
)
WHERE (copy = 1 OR event_id IS NULL) AND regexp_like(coalesce(bucket, ''), ?)
