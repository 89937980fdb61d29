-- By tag and kind: its group, how many customers have it (each once), guides who put it, rows.
-- Tags by rule have no group and no guide.
WITH put AS (
  SELECT
    coalesce(n.name, t.tag) AS tag, coalesce(n.tag_group, '') AS tag_group, t.kind, t.identifier, t.guide
  FROM relation_tag t
  LEFT JOIN tag_name n ON n.code = t.tag
  UNION ALL
  SELECT a.tag, '' AS tag_group, 'rule' AS kind, a.identifier, NULL AS guide
  FROM auto_tag a
  WHERE a.since <= :at AND (a.until IS NULL OR a.until > :at)
)
SELECT
  p.tag,
  p.kind,
  max(p.tag_group) AS tag_group,
  count(DISTINCT i.person) AS persons,
  count(DISTINCT p.guide) AS guides,
  count(*) AS placements
FROM put p
JOIN identifier i ON i.id = p.identifier
WHERE i.person NOT IN (SELECT person FROM staff_person)
GROUP BY p.tag, p.kind
ORDER BY persons DESC, p.tag, p.kind
