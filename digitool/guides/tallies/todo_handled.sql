-- What became of list entries of the identifiers in :ids (JSON list), oldest first.
SELECT t.identifier, t.guide, t.state, t.at, t.day, t.until
FROM ints(:ids) AS j
JOIN guide_todo AS t ON t.identifier = j.value
WHERE t.at <= :at
ORDER BY t.id
