-- Guides of whom any relation or full list was ever imported, and the instant of the last such list (UTC ms).
SELECT said.guide, max(said.listed_at) AS last_list
FROM (
  SELECT DISTINCT guide, CAST(NULL AS BIGINT) AS listed_at FROM relation
  UNION ALL
  SELECT l.guide, max(l.at) FROM relation_list l GROUP BY l.guide
) AS said
GROUP BY said.guide
