-- Whom :guide holds at :at (UTC ms): person, identifier, and whether she has still to confirm.
SELECT i.person, r.identifier, max(CASE WHEN r.half THEN 1 ELSE 0 END) AS half
FROM relation r JOIN identifier i ON i.id = r.identifier
WHERE r.guide = :guide AND r.added_at <= :at AND (r.lost_at IS NULL OR r.lost_at > :at)
GROUP BY i.person, r.identifier
ORDER BY i.person, r.identifier
