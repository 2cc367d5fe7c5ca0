-- Who was there on which day: the owner of every event of the window that a person caused, as the
-- person whom it turned out to be. Nobody knows who changed a row of an attached table: only a new one is
-- its user's doing. An identify event says that its anonymous_id is its user_id, an alias event that its
-- previous_id is. Of several things said of an id the newest counts (of one millisecond: the last by
-- name). A chain is followed for three steps: from anonymous to a user, and on to that user's later
-- ids. The two or three ids of a circle are one person, the least of them.
-- It is said anew by each query: the lake is not rewritten, and nothing has to be undone. It is said by
-- the window's own events alone, so that no more of the lake is read: what was said before that does
-- not count. Owners and sayings go through the same windows side by side, since a join of the two would
-- read the lake twice.
WITH event AS (
  SELECT
    event_at,
    event_type,
    user_id,
    CASE event_type
      WHEN 'identify' THEN anonymous_id
      WHEN 'alias' THEN json_extract_scalar(TRY(json_parse(properties)), '$.previous_id')
    END AS previous_id
  FROM (
    ${counted_events}
  )
  WHERE coalesce(event_type, '') NOT IN ('row_modified', 'row_removed', 'row_expired', 'row_changed')
),
-- A saying has a same_as, an owner has none.
owner_or_saying AS (
  SELECT
    event_at,
    CASE WHEN role = 'owner' THEN substr(event_at, 1, 10) END AS day,
    CASE role
      WHEN 'owner' THEN user_id
      WHEN 'anonymous' THEN 'anon:' || previous_id
      ELSE previous_id
    END AS id,
    CASE WHEN role <> 'owner' THEN user_id END AS same_as
  FROM event
  CROSS JOIN (VALUES ('owner'), ('anonymous'), ('user')) AS roles (role)
  WHERE role <> 'user' OR event_type = 'alias'
),
once AS (
  SELECT day, id, same_as, max(event_at) || same_as AS said
  FROM owner_or_saying
  WHERE same_as IS NULL OR same_as <> id
  GROUP BY day, id, same_as
),
-- At each step an owner goes where the newest saying sends it; a saying stays with the id that it is of.
step_1 AS (
  SELECT
    *,
    CASE
      WHEN same_as IS NULL THEN coalesce(max_by(same_as, said) OVER (PARTITION BY id), id)
      ELSE id
    END AS first
  FROM once
),
step_2 AS (
  SELECT
    *,
    CASE
      WHEN same_as IS NULL THEN coalesce(max_by(same_as, said) OVER (PARTITION BY first), first)
      ELSE id
    END AS second
  FROM step_1
),
step_3 AS (
  SELECT
    *,
    coalesce(max_by(same_as, said) OVER (PARTITION BY second), second) AS third
  FROM step_2
)
SELECT
  day,
  CASE
    WHEN third = first THEN least(second, third)
    WHEN third = id THEN least(first, second, third)
    ELSE third
  END AS person
FROM step_3
WHERE same_as IS NULL
