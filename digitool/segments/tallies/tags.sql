-- By person, how many of the tags (of all where none is named) she has: put by people, or by rule.
-- kind: corp, personal, people (both), rule, or empty for all; guides: only tags that they put.
WITH put AS (
  SELECT t.identifier, coalesce(n.name, t.tag) AS tag
  FROM relation_tag t
  LEFT JOIN tag_name n ON n.code = t.tag
  WHERE :kind IN ('', 'people', t.kind)
    AND (:guides IS NULL OR t.guide IN texts(:guides))
  UNION ALL
  SELECT a.identifier, a.tag
  FROM auto_tag a
  WHERE :kind IN ('', 'rule') AND :guides IS NULL
    AND a.since <= :at AND (a.until IS NULL OR a.until > :at)
)
SELECT i.person, count(DISTINCT p.tag) AS tags
FROM put p
JOIN identifier i ON i.id = p.identifier
WHERE :tags IS NULL OR p.tag IN texts(:tags)
GROUP BY i.person
