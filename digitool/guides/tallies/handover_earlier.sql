-- On-job transfers since :since (UTC ms) that the platform took, by subject: of the identifiers, or with :what
-- 'group' the group chats, in :ids (JSON list). Beside our own handovers, friendships that WeCom says were handed
-- over by a guide who had not left then: `gone` is JSON, the instant of leaving by guide.
SELECT subject, count(*) AS times
FROM (
  SELECT t.subject
  FROM ints(:ids) j
  JOIN guide_handover_item t ON t.what = :what AND t.subject = j.value
  JOIN guide_handover h ON h.id = t.handover
  WHERE h.kind = 'on_job' AND t.asked_at >= :since AND t.state IN ('waiting', 'done', 'refused', 'receiver_full')
  UNION ALL
  SELECT r.identifier
  FROM ints(:ids) j
  JOIN relation r ON r.identifier = j.value
  LEFT JOIN ints_by_name(:gone) g ON g.name = r.guide
  WHERE :what = 'friend' AND r.lost_by = 'transfer' AND r.lost_at >= :since AND (g.value IS NULL OR g.value > r.lost_at)
    AND NOT EXISTS (
      SELECT 1 FROM guide_handover_item t JOIN guide_handover h ON h.id = t.handover
      WHERE t.what = 'friend' AND t.subject = r.identifier AND h.guide = r.guide AND t.state = 'done'
        AND abs(t.taken_at - r.lost_at) <= 86400000)
) AS taken
GROUP BY subject
