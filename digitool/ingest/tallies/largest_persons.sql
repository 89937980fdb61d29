-- Persons with the most identifiers.
SELECT person, count(*) + 1 AS identifiers
FROM identifier
WHERE person <> id
GROUP BY person
ORDER BY identifiers DESC, person
LIMIT :limit
