-- Persons of whom a source said one of the values.
SELECT i.person, 1 AS told
FROM attribute a
JOIN identifier i ON i.id = a.identifier
WHERE a.name = :name AND a.value IN texts(:wanted)
