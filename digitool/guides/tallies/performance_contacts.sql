-- Messages of business days :first to :to (half open) by group of guides, known at :at (UTC ms): how many have a result or
-- none yet; and persons, each once: whom one reached, whom one reached whose plan has replies on file, who replied by
-- :stop. :groups is JSON, guide to group.
WITH team AS (
  SELECT DISTINCT j.name AS guide, j.value AS grp FROM texts_by_name(:groups) j
),
told AS (
  SELECT g.grp, i.person, c.plan, c.state,
    CASE WHEN c.reply_at < :stop AND c.reply_at <= :at THEN 1 ELSE 0 END AS replied
  FROM guide_contact c
  JOIN team g ON g.guide = c.guide
  JOIN identifier i ON i.id = c.identifier
  WHERE c.day >= :first AND c.day < :to AND c.at <= :at
),
answered AS (
  SELECT DISTINCT plan FROM guide_contact WHERE reply_at IS NOT NULL
)
SELECT t.grp,
  count(*) FILTER (WHERE t.state <> 'planned') AS told,
  count(*) FILTER (WHERE t.state = 'planned') AS planned,
  count(DISTINCT CASE WHEN t.state = 'sent' THEN t.person END) AS contacted,
  count(DISTINCT CASE WHEN t.state = 'sent' AND a.plan IS NOT NULL THEN t.person END) AS heard,
  count(DISTINCT CASE WHEN t.state = 'sent' AND t.replied = 1 THEN t.person END) AS replied
FROM told t LEFT JOIN answered a ON a.plan = t.plan
GROUP BY t.grp
