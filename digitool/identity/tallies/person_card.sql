-- What the facts say of one person: first touch, payments, guides who hold her, tags.
SELECT
  (SELECT min(t.at) FROM touch t WHERE t.identifier IN (SELECT value FROM json_each(:ids))) AS first_touch,
  (SELECT count(*) FROM touch t WHERE t.identifier IN (SELECT value FROM json_each(:ids))) AS touches,
  (SELECT count(*) FROM purchase p WHERE p.party IN (SELECT value FROM json_each(:ids))) AS payments,
  (SELECT json_group_array(g.guide) FROM (
     SELECT DISTINCT r.guide FROM relation r
     WHERE r.identifier IN (SELECT value FROM json_each(:ids)) AND r.lost_at IS NULL ORDER BY r.guide) g) AS guides,
  (SELECT json_group_array(x.tag) FROM (
     SELECT DISTINCT r.tag FROM relation_tag r
     WHERE r.identifier IN (SELECT value FROM json_each(:ids)) ORDER BY r.tag) x) AS tags
