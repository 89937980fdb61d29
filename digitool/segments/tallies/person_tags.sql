-- Tags by rule of one person's identifiers (:ids, JSON), at a moment.
SELECT DISTINCT a.tag
FROM auto_tag a
WHERE a.identifier IN ints(:ids)
  AND a.since <= :at AND (a.until IS NULL OR a.until > :at)
ORDER BY a.tag
