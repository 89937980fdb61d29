-- What was said about being written to over :channel by :at (UTC ms): identifier, when, whether it is a no.
SELECT identifier, at, CASE WHEN consent THEN 0 ELSE 1 END AS refused
FROM membership
WHERE consent IS NOT NULL AND at <= :at
UNION ALL
SELECT identifier, at, CASE kind WHEN 'withdraw' THEN 1 ELSE 0 END
FROM guide_consent
WHERE kind IN ('give', 'withdraw') AND channel IN ('', :channel) AND at <= :at
