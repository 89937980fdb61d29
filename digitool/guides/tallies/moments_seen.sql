-- Persons who would see a post of the senders of a plan (:day, :plan) at :at (UTC ms): friends of these guides now,
-- without staff.
SELECT DISTINCT i.person
FROM relation AS r
JOIN identifier AS i ON i.id = r.identifier
WHERE NOT r.half AND r.added_at <= :at AND (r.lost_at IS NULL OR r.lost_at > :at)
  AND r.guide IN (SELECT guide FROM guide_contact WHERE day = :day AND plan = :plan AND state = 'planned')
  AND i.person NOT IN (SELECT person FROM staff_person)
ORDER BY i.person
