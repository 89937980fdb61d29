-- Who serves the persons in :persons (JSON list) at :at (UTC ms); the younger binding last.
SELECT b.person, b.guide
FROM ints(:persons) AS j
JOIN guide_binding AS b ON b.person = j.value
WHERE b.from_at <= :at AND (b.to_at IS NULL OR b.to_at > :at) AND b.scope <> b.guide
ORDER BY b.person, b.from_at
