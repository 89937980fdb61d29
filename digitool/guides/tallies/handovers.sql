-- Every handover (or one: :handover, 0 for all) with its entries by state, youngest first.
SELECT h.id, h.guide, h.kind, h.at, h.cut_over, h.customers,
  count(CASE WHEN t.what = 'group' THEN 1 END) AS groups,
  count(CASE WHEN t.state = 'planned' THEN 1 END) AS planned,
  count(CASE WHEN t.state = 'requested' THEN 1 END) AS requested,
  count(CASE WHEN t.state = 'waiting' THEN 1 END) AS waiting,
  count(CASE WHEN t.state = 'waiting' AND t.asked_at <= :due THEN 1 END) AS overdue,
  count(CASE WHEN t.state = 'done' THEN 1 END) AS done,
  count(CASE WHEN t.state = 'refused' THEN 1 END) AS refused,
  count(CASE WHEN t.state IN ('limit_reached', 'receiver_full', 'failed', 'expired') THEN 1 END) AS failed,
  count(CASE WHEN t.state IN ('stays', 'cancelled') THEN 1 END) AS stays
FROM guide_handover h LEFT JOIN guide_handover_item t ON t.handover = h.id
WHERE :handover IN (0, h.id)
GROUP BY h.id, h.guide, h.kind, h.at, h.cut_over, h.customers
ORDER BY h.id DESC
