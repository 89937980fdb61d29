-- What the facts say of one person: first touch, payments, guides who hold her, tags.
SELECT
  (SELECT min(t.at) FROM touch t WHERE t.identifier IN (SELECT value FROM json_each(:ids))) AS first_touch,
  (SELECT count(*) FROM touch t WHERE t.identifier IN (SELECT value FROM json_each(:ids))) AS touches,
  (SELECT count(*) FROM purchase p WHERE p.party IN (SELECT value FROM json_each(:ids))) AS payments,
  (SELECT json_group_array(g.guide) FROM (
     SELECT DISTINCT r.guide FROM relation r
     WHERE r.identifier IN (SELECT value FROM json_each(:ids)) AND r.lost_at IS NULL AND NOT r.half ORDER BY r.guide) g) AS guides,
  (SELECT json_group_array(x.tag) FROM (
     SELECT DISTINCT coalesce(n.name, r.tag) AS tag FROM relation_tag r LEFT JOIN tag_name n ON n.code = r.tag
     WHERE r.identifier IN (SELECT value FROM json_each(:ids)) ORDER BY 1) x) AS tags
