-- Guides of whom any relation or full list was ever imported, and the instant of the last such list (UTC ms).
SELECT guide, max(listed_at) AS last_list
FROM (
  SELECT DISTINCT guide, NULL AS listed_at FROM relation
  UNION ALL
  SELECT guide, max(at) FROM relation_list GROUP BY guide
)
GROUP BY guide
