-- By person (friends whom a guide has yet to confirm aside), guides who have her as a friend, when the last of them added her, when she was last lost.
SELECT
  i.person,
  count(DISTINCT CASE WHEN r.lost_at IS NULL OR r.lost_at > :at THEN r.guide END) AS guides,
  max(CASE WHEN (r.lost_at IS NULL OR r.lost_at > :at) AND r.added_at > 0 THEN r.added_at END) AS added_at,
  max(CASE WHEN r.lost_at <= :at THEN r.lost_at END) AS lost_at,
  1 - max(CASE WHEN r.lost_at IS NULL OR r.lost_at > :at THEN 1 ELSE 0 END) AS lost
FROM relation r
JOIN identifier i ON i.id = r.identifier
WHERE r.added_at <= :at AND NOT r.half
  AND (:guides IS NULL OR r.guide IN texts(:guides))
GROUP BY i.person
