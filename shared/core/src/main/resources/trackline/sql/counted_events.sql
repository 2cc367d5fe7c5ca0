-- Every event of the window that counts for people: all but the bots'. An HTTP client is a bot whose
-- events count, since servers report for their visitors by one. Where is_bot is not known, a person is
-- taken to be there; lines of before bot_purpose was written say is_bot alone.
SELECT *
FROM (
  ${events}
)
WHERE NOT (coalesce(is_bot, false) AND coalesce(bot_purpose, 'other') <> 'http client')
