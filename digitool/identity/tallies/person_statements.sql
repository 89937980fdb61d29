-- Statements about one person's identifiers, oldest first, with the file and line that made them.
SELECT s.a, s.b, s.kind, s.rule, s.observed_at, s.seen_at, s.operation, s.line, s.revoked_by, f.file
FROM assertion s LEFT JOIN import_file f ON f.id = s.batch AND s.operation = 0
WHERE s.a IN ints(:ids) OR s.b IN ints(:ids)
ORDER BY s.observed_at, s.a, s.b, s.kind, s.rule, s.operation
LIMIT 500
