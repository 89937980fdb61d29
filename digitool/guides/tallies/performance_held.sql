-- Customers held at :at (UTC ms) by group of guides, each person once, and how many of them anybody has tagged by now.
-- :groups is JSON, guide to group; other guides are left out, as are staff and who is not confirmed.
WITH held AS (
  SELECT DISTINCT g.value AS grp, i.person
  FROM texts_by_name(:groups) g
  /*+ then */ JOIN relation r ON r.guide = g.name
  JOIN identifier i ON i.id = r.identifier
  WHERE r.added_at <= :at AND (r.lost_at IS NULL OR r.lost_at > :at) AND NOT r.half
    AND i.person NOT IN (SELECT person FROM staff_person)
),
tagged AS (
  SELECT DISTINCT i.person FROM relation_tag x JOIN identifier i ON i.id = x.identifier
)
SELECT h.grp, count(*) AS customers, count(t.person) AS tagged
FROM held h LEFT JOIN tagged t ON t.person = h.person
GROUP BY h.grp
