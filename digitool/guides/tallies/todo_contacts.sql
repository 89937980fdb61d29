-- Messages to the identifiers in :ids (JSON list), oldest first.
SELECT c.identifier, c.day, c.at, c.guide, c.channel, c.state, c.reply_at
FROM ints(:ids) AS j
JOIN guide_contact AS c ON c.identifier = j.value
WHERE c.state IN ('planned', 'sent')
ORDER BY c.at, c.identifier, c.plan, c.channel
