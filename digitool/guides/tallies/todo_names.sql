-- Names and birthdays of the identifiers in :ids (JSON list); the latest seen last.
SELECT a.identifier, a.name, a.value
FROM ints(:ids) AS j
JOIN attribute AS a ON a.identifier = j.value
WHERE a.name IN ('birthday', 'name', 'nickname')
ORDER BY a.seen_at, a.value
