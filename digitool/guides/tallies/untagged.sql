-- Customers whom a guide holds at an instant, and whether anybody ever tagged the person.
WITH held AS (
  SELECT r.guide, i.person, min(r.added_at) AS added_at
  FROM relation r JOIN identifier i ON i.id = r.identifier
  WHERE r.added_at <= :at AND (r.lost_at IS NULL OR r.lost_at > :at) AND NOT r.half
    AND (:guide = '' OR r.guide = :guide)
  GROUP BY r.guide, i.person
),
tagged AS (
  SELECT DISTINCT i.person FROM relation_tag x JOIN identifier i ON i.id = x.identifier
)
SELECT h.guide, h.person, h.added_at, t.person IS NOT NULL AS tagged
FROM held h LEFT JOIN tagged t ON t.person = h.person
ORDER BY h.guide, h.person
