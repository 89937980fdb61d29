-- What the facts say of one person: first touch, payments, guides who hold her, tags.
SELECT
  (SELECT min(t.at) FROM touch t WHERE t.identifier IN ints(:ids)) AS first_touch,
  (SELECT count(*) FROM touch t WHERE t.identifier IN ints(:ids)) AS touches,
  (SELECT count(*) FROM purchase p WHERE p.party IN ints(:ids)) + (SELECT count(*) FROM purchase p
     WHERE p.buyer IN ints(:ids) AND p.buyer <> p.party AND p.party NOT IN ints(:ids)) AS payments,
  (SELECT listed(g.guide) FROM (
     SELECT DISTINCT r.guide FROM relation r
     WHERE r.identifier IN ints(:ids) AND r.lost_at IS NULL AND NOT r.half ORDER BY r.guide) g) AS guides,
  (SELECT listed(x.tag) FROM (
     SELECT DISTINCT coalesce(n.name, r.tag) AS tag FROM relation_tag r LEFT JOIN tag_name n ON n.code = r.tag
     WHERE r.identifier IN ints(:ids) ORDER BY 1) x) AS tags
