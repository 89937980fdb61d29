-- What was said about being written to over :channel by :at (UTC ms): identifier, when, whether it is a no.
SELECT m.identifier, m.at, CASE WHEN m.consent THEN 0 ELSE 1 END AS refused
FROM membership m
WHERE m.consent IS NOT NULL AND m.at <= :at
UNION ALL
SELECT c.identifier, c.at, CASE c.kind WHEN 'withdraw' THEN 1 ELSE 0 END
FROM guide_consent c
WHERE c.kind IN ('give', 'withdraw') AND c.channel IN ('', :channel) AND c.at <= :at
