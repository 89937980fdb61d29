-- Paid orders of business days :first to :to (half open): what was given back by :at (UTC ms), and which guide served the
-- buyer when she paid (of several, the store's, then the oldest). Several tell of the same refunds, so the largest sum
-- counts. :open = 1 leaves out orders whose commission is settled.
SELECT
  p.id,
  CASE WHEN p.order_no <> '' THEN p.order_no ELSE p.number END,
  p.at,
  p.day,
  coalesce(s.code, ''),
  p.channel,
  p.amount_fen,
  least(p.amount_fen, coalesce((
    SELECT max(b.fen) FROM given_back_until b WHERE b.purchase = p.id AND b.at <= :at), 0)),
  EXISTS (SELECT 1 FROM refund r WHERE r.purchase = p.id AND r.state = 'PROCESSING' AND r.at <= :at),
  p.guide,
  p.referrer,
  i.person,
  coalesce((
    SELECT served.guide FROM (
      SELECT b.guide, b.from_at, b.store <> coalesce(s.code, '') AS elsewhere
      FROM guide_binding b
      WHERE b.person = i.person AND b.from_at <= p.at AND (b.to_at IS NULL OR b.to_at > p.at)) AS served
    ORDER BY served.elsewhere, served.from_at, served.guide LIMIT 1), '')
FROM purchase p
LEFT JOIN order_place o ON p.store = 0 AND o.purchase = p.id
LEFT JOIN store s ON s.id = CASE WHEN p.store = 0 THEN coalesce(o.store, 0) ELSE p.store END
LEFT JOIN identifier i ON i.id = p.party
WHERE p.day >= :first AND p.day < :to AND p.state = 'paid'
  AND (:open = 0 OR NOT EXISTS (
    SELECT 1 FROM guide_commission c WHERE c.purchase = p.id
    UNION ALL
    SELECT 1 FROM sale_number n JOIN guide_commission c ON c.purchase = n.number WHERE n.purchase = p.id))
ORDER BY p.day, p.id
