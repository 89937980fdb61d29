-- All identifiers of the persons in :persons (JSON list of ids).
SELECT j.value AS id, j.value AS person FROM ints(:persons) AS j
UNION ALL
SELECT i.id, i.person
FROM ints(:persons) AS j
JOIN identifier AS i ON i.person = j.value AND i.person <> i.id
