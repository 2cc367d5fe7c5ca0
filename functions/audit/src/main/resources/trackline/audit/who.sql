-- Who called: as it is shown, who is behind it, and every name that finds the call.
coalesce(
  useridentity.arn, useridentity.onbehalfof.userid, useridentity.invokedby,
  nullif(useridentity.principalid, ''), useridentity.accountid
) AS principal,
coalesce(
  useridentity.onbehalfof.userid, useridentity.sessioncontext.sourceidentity,
  nullif(regexp_extract(useridentity.arn, ':assumed-role/[^/]+/(.+)$', 1), '')
) AS behind,
useridentity.type AS identity_type,
concat_ws(
  ' ',
  concat_ws(
    ' ',
    useridentity.arn,
    regexp_extract(useridentity.arn, ':assumed-role/[^/]+/(.+)$', 1),
    useridentity.onbehalfof.userid,
    useridentity.invokedby
  ),
  concat_ws(
    ' ',
    useridentity.principalid,
    useridentity.accountid,
    useridentity.username,
    useridentity.accesskeyid
  ),
  concat_ws(
    ' ',
    useridentity.sessioncontext.sourceidentity,
    useridentity.sessioncontext.sessionissuer.arn,
    useridentity.sessioncontext.sessionissuer.principalid,
    useridentity.sessioncontext.sessionissuer.username
  )
) AS identities,
