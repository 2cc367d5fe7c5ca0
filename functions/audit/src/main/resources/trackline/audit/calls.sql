-- Each call to DynamoDB in the window, once: CloudTrail may deliver a call twice, under one eventID.
-- The filter on the partition comes first, so that only these days' files are read; a file may lie
-- a day after its calls. A call may name its table in more than one place, or nowhere.
SELECT
  event_at, event_name, region, principal, identity_type, identities, table_name, source_ip,
  user_agent, error_code, error_message, request, request_id, event_id
FROM (
  SELECT
    eventtime AS event_at,
    eventname AS event_name,
    awsregion AS region,
    coalesce(
      useridentity.arn, useridentity.invokedby, useridentity.principalid, useridentity.accountid
    ) AS principal,
    useridentity.type AS identity_type,
    concat_ws(
      ' ',
      useridentity.arn,
      useridentity.principalid,
      useridentity.username,
      useridentity.accesskeyid,
      useridentity.sessioncontext.sessionissuer.arn
    ) AS identities,
    coalesce(
      json_extract_scalar(requestparameters, '$.tableName'),
      json_extract_scalar(requestparameters, '$.requestItems[0].tableName'),
      json_extract_scalar(requestparameters, '$.requestItems[0].TableName'),
      nullif(regexp_extract(TRY(resources[1].arn), ':table/([^/]+)', 1), '')
    ) AS table_name,
    sourceipaddress AS source_ip,
    useragent AS user_agent,
    errorcode AS error_code,
    errormessage AS error_message,
    coalesce(requestparameters, '') AS request,
    requestid AS request_id,
    eventid AS event_id,
    row_number() OVER (PARTITION BY eventid ORDER BY eventtime) AS copy
  FROM cloudtrail
  WHERE "timestamp" BETWEEN ? AND ?
    AND eventtime >= ?
    AND eventtime < ?
    AND eventsource = 'dynamodb.amazonaws.com'
)
WHERE copy = 1 AND regexp_like(coalesce(table_name, ''), ?)
