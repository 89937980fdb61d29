-- Episodes that ended in a span of time, the person's last touch until each ended, and who holds her at the
-- instant.
WITH ended AS (
  SELECT r.*, i.person FROM relation r JOIN identifier i ON i.id = r.identifier
  WHERE r.lost_at >= :start AND r.lost_at < :stop AND r.lost_at <= :at AND (:guide = '' OR r.guide = :guide)
),
members AS (
  SELECT person, person AS identifier FROM ended
  UNION SELECT e.person, m.id FROM ended e JOIN identifier m ON m.person = e.person AND m.person <> m.id
),
touched AS (
  SELECT e.guide, e.person, e.lost_at, max(t.at) AS at
  FROM ended e JOIN members m ON m.person = e.person JOIN touch t ON t.identifier = m.identifier
  WHERE t.at <= e.lost_at GROUP BY e.guide, e.person, e.lost_at
),
held AS (
  SELECT m.person, listed(DISTINCT r.guide) AS guides
  FROM members m JOIN relation r ON r.identifier = m.identifier
  WHERE r.added_at <= :at AND NOT r.half AND (r.lost_at IS NULL OR r.lost_at > :at) GROUP BY m.person
)
SELECT e.guide, e.person, e.added_at, e.lost_at, e.lost_by,
  CASE WHEN e.mutual_at <= :at THEN e.mutual_at END AS mutual_at,
  t.at AS last_touch, coalesce(h.guides, '[]') AS still_with
FROM ended e
LEFT JOIN touched t ON t.guide = e.guide AND t.person = e.person AND t.lost_at = e.lost_at
LEFT JOIN held h ON h.person = e.person
ORDER BY e.lost_at, e.guide, e.person
