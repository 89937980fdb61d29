-- What the identifiers in :ids (JSON list) said about being written to by :at (UTC ms); see consent_words.
SELECT m.identifier, m.at, CASE WHEN m.consent THEN 'give' ELSE 'withdraw' END AS kind, 0 AS day
FROM ints(:ids) AS j
JOIN membership AS m ON m.identifier = j.value
WHERE m.consent IS NOT NULL AND m.at <= :at
UNION ALL
SELECT c.identifier, c.at, c.kind, c.day
FROM ints(:ids) AS j
JOIN guide_consent AS c ON c.identifier = j.value
WHERE c.kind IN ('give', 'withdraw', 'complaint') AND c.channel IN ('', 'wecom') AND c.at <= :at
