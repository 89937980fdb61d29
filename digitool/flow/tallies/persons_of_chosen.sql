-- Persons that the chosen identifiers belong to.
SELECT DISTINCT i.person
FROM temp.chosen c /*+ then */ JOIN identifier i ON i.id = c.identifier
ORDER BY i.person
