-- Persons held by a guide before :at (UTC ms), staff excluded: each relation, newest last.
SELECT i.person, r.added_at, r.guide,
       CASE WHEN r.lost_at IS NULL OR r.lost_at >= :at THEN 1 ELSE 0 END AS held
FROM relation AS r
JOIN identifier AS i ON i.id = r.identifier
WHERE r.added_at < :at
  AND i.person NOT IN (SELECT person FROM staff_person)
ORDER BY i.person, r.added_at, r.guide
