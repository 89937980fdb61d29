-- What was not joined to one person's identifiers, and who perhaps is the same.
SELECT r.a, r.b, r.via, r.rule, r.observed, r.allowed, r.operation, NULL AS score
FROM refusal r
WHERE r.a IN ints(:ids) OR r.b IN ints(:ids)
UNION ALL
SELECT c.a, c.b, c.via, 'candidate', c.evidence, '', c.operation, c.score
FROM candidate c
WHERE c.a IN ints(:ids) OR c.b IN ints(:ids)
ORDER BY 4, 1, 2, 3
LIMIT 500
