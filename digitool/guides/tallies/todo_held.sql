-- Whom :guide holds at :at (UTC ms): persons.
SELECT DISTINCT i.person
FROM relation AS r
JOIN identifier AS i ON i.id = r.identifier
WHERE r.guide = :guide AND NOT r.half AND r.added_at <= :at AND (r.lost_at IS NULL OR r.lost_at > :at)
