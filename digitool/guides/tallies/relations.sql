-- Every pair of guide and customer at an instant: its last episode and how many there were.
-- Empty :guide is all guides; :person 0 is all customers.
WITH told AS (
  SELECT r.*, i.person,
    count(*) OVER (PARTITION BY r.guide, r.identifier) AS episodes,
    max(r.added_at) OVER (PARTITION BY r.guide, r.identifier) AS newest
  FROM relation r JOIN identifier i ON i.id = r.identifier
  WHERE r.added_at <= :at AND (:guide = '' OR r.guide = :guide) AND (:person = 0 OR i.person = :person)
)
SELECT guide, person, identifier, added_at, add_way, state, half,
  CASE WHEN lost_at <= :at THEN lost_at END AS lost_at,
  CASE WHEN lost_at <= :at THEN lost_by ELSE '' END AS lost_by,
  CASE WHEN mutual_at <= :at THEN mutual_at END AS mutual_at,
  episodes
FROM told
WHERE added_at = newest
ORDER BY guide, person, identifier
