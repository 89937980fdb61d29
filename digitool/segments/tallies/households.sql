-- By person, how many persons share a value with her, herself included.
SELECT i.person, count(DISTINCT o.person) AS persons
FROM household_member mine
JOIN identifier i ON i.id = mine.person
JOIN household_member theirs ON theirs.hub = mine.hub
JOIN identifier o ON o.id = theirs.person
GROUP BY i.person
