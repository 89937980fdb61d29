-- Which of the identifiers in :ids (JSON list) belong to people who are employed.
SELECT i.id AS identifier
FROM ints(:ids) AS j JOIN identifier AS i ON i.id = j.value
WHERE i.person IN (SELECT person FROM staff_person)
