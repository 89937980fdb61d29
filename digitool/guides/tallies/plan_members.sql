-- Everybody of one plan (day, plan) by every name that a result file may use.
SELECT c.identifier, i.value, i.person
FROM guide_contact AS c
JOIN identifier AS i ON i.id = c.identifier
WHERE c.day = :day AND c.plan = :plan
