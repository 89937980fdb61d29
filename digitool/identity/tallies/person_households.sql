-- Shared values of one person, and the other persons on them.
SELECT m.hub, other.person, m.reason, i.mask
FROM household_member m
JOIN household_member other ON other.hub = m.hub
JOIN identifier i ON i.id = m.hub
WHERE m.person = :person AND other.person != :person
ORDER BY m.hub, other.person
