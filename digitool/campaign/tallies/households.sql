-- Persons who share a household value, by value. A value of more than ten persons is no home.
SELECT h.hub, i.person
FROM household_member AS h
JOIN identifier AS i ON i.id = h.person
WHERE h.hub IN (SELECT hub FROM household_member GROUP BY hub HAVING count(*) <= 10)
ORDER BY h.hub, i.person
