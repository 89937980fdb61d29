-- Attributes of one person's identifiers, the newest value first.
SELECT a.name, a.value, max(a.seen_at) AS seen_at
FROM attribute a
WHERE a.identifier IN ints(:ids)
GROUP BY a.name, a.value
ORDER BY a.name, seen_at DESC, a.value
