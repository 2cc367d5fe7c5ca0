-- A row for each table, key and verb that a call to DynamoDB in the window names, and each call once:
-- CloudTrail may deliver a call twice, under one eventID.
-- A batch names its items in requestItems; of any other call the parameters are the one item. A
-- statement that begins with a comment does not tell its verb, nor which of several tables it is
-- about: it has no table then, and is found under each that the call's resources name. A WHERE
-- within quotes, of a text or of a name, is not the statement's own.
SELECT
  event_at, event_name, verb, region, principal, behind, identity_type, identities, table_name,
  coalesce(
    item_key,
    nullif(regexp_extract(
      statement, '(?is)^(?:[^"'']|"[^"]*"|''[^'']*'')*?\bwhere\s+(.*)$', 1
    ), '')
  ) AS item_key,
  coalesce(statement, item_key, '') AS key_text,
  source_ip, user_agent, error_code, error_message, category, request_id, event_id
FROM (
  SELECT
    *,
    coalesce(
      json_extract_scalar(item, '$.operation'),
      nullif(regexp_extract(statement, '^[\s\(]*([A-Za-z]+)', 1), ''),
      event_name
    ) AS verb,
    nullif(regexp_extract(
      coalesce(
        json_extract_scalar(item, '$.tableName'),
        json_extract_scalar(item, '$.TableName'),
        nullif(regexp_extract(
          statement,
          '^[\s\(]*(?i:(?:exists[\s\(]+)?select\s+(?:[^"'']|"[^"]*")*?from|insert\s+into|update|delete\s+from)\s+("[^"]+"|[A-Za-z_][A-Za-z0-9_]*)',
          1
        ), ''),
        only_table
      ),
      '^"?(?:arn:.*:table/)?([^/"]+)',
      1
    ), '') AS table_name,
    json_format(coalesce(json_extract(item, '$.key'), json_extract(item, '$.Key'))) AS item_key
  FROM (
    SELECT *, json_extract_scalar(item, '$.statement') AS statement
    FROM (
      SELECT
        *,
        CASE
          WHEN json_array_length(items) > 0
            THEN json_format(
              json_extract(request, '$.requestItems[' || CAST(place AS varchar) || ']')
            )
          ELSE request
        END AS item
      FROM (
        SELECT
          eventtime AS event_at,
          eventname AS event_name,
          awsregion AS region,
          ${who}
          CASE
            WHEN element_at(resources, 2).arn IS NULL
              THEN nullif(regexp_extract(element_at(resources, 1).arn, ':table/([^/]+)', 1), '')
          END AS only_table,
          coalesce(array_join(transform(resources, resource -> resource.arn), ' '), '') AS every_table,
          sourceipaddress AS source_ip,
          useragent AS user_agent,
          errorcode AS error_code,
          errormessage AS error_message,
          eventcategory AS category,
          coalesce(requestparameters, '{}') AS request,
          json_extract(coalesce(requestparameters, '{}'), '$.requestItems') AS items,
          sequence(
            0,
            coalesce(
              nullif(json_array_length(json_extract(requestparameters, '$.requestItems')), 0), 1
            ) - 1
          ) AS places,
          requestid AS request_id,
          eventid AS event_id,
          row_number() OVER (PARTITION BY eventid ORDER BY eventtime) AS copy
        ${window}
          AND eventsource = 'dynamodb.amazonaws.com'
      )
      CROSS JOIN UNNEST(places) AS each (place)
      WHERE copy = 1 OR event_id IS NULL
    )
  )
)
WHERE regexp_like(coalesce(table_name, every_table), ?)
