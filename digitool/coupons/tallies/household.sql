-- Persons who share a household value with :person (herself included, when she has any).
WITH own AS (
    SELECT id FROM identifier WHERE id = :person
    UNION
    SELECT id FROM identifier WHERE person = :person AND person <> id
)
SELECT DISTINCT i.person
FROM own
JOIN household_member AS mine ON mine.person = own.id
JOIN household_member AS theirs ON theirs.hub = mine.hub
JOIN identifier AS i ON i.id = theirs.person
