-- Of each guide at an instant: confirmed customers held, and relations added since the start of her day.
-- `since` is JSON, the start of the day by guide.
SELECT g.name AS guide,
  (SELECT count(*) FROM relation r WHERE r.guide = g.name AND r.added_at >= g.value AND r.added_at <= :at) AS today,
  (SELECT count(DISTINCT r.identifier) FROM relation r WHERE r.guide = g.name AND r.added_at <= :at AND NOT r.half
    AND (r.lost_at IS NULL OR r.lost_at > :at)) AS held
FROM ints_by_name(:since) g
ORDER BY g.name
