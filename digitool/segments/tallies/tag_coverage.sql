-- By guide, customers who are her friends, how many of them she tagged, and how many anybody tagged.
WITH friends AS (
  SELECT DISTINCT r.guide, i.person
  FROM relation r
  JOIN identifier i ON i.id = r.identifier
  WHERE r.added_at <= :at AND (r.lost_at IS NULL OR r.lost_at > :at) AND NOT r.half
    AND i.person NOT IN (SELECT person FROM staff_person)
),
own AS (
  SELECT DISTINCT t.guide, i.person FROM relation_tag t JOIN identifier i ON i.id = t.identifier
),
anybody AS (
  SELECT DISTINCT o.person FROM own o
)
SELECT
  f.guide,
  count(*) AS customers,
  count(o.person) AS tagged,
  count(a.person) AS tagged_by_anybody
FROM friends f
LEFT JOIN own o ON o.guide = f.guide AND o.person = f.person
LEFT JOIN anybody a ON a.person = f.person
GROUP BY f.guide
ORDER BY f.guide
