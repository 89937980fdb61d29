-- Customers who are friends of one of the guides (of any where none is named), and how many have a tag.
WITH friends AS (
  SELECT DISTINCT i.person
  FROM relation r
  JOIN identifier i ON i.id = r.identifier
  WHERE r.added_at <= :at AND (r.lost_at IS NULL OR r.lost_at > :at) AND NOT r.half
    AND (:guides IS NULL OR r.guide IN texts(:guides))
    AND i.person NOT IN (SELECT person FROM staff_person)
),
anybody AS (
  SELECT DISTINCT i.person FROM relation_tag t JOIN identifier i ON i.id = t.identifier
)
SELECT count(*) AS customers, count(a.person) AS tagged
FROM friends f
LEFT JOIN anybody a ON a.person = f.person
