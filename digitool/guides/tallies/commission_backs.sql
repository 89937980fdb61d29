-- Settled commissions whose orders were given back further by :at (UTC ms) than they know: how far now. An order that was
-- revoked, or that another one tells, too, counts as given back whole; one that a bill joined is what it was.
SELECT told.* FROM (
  SELECT c.purchase, c.guide, c.state, c.order_fen, c.earned_fen, c.back_fen, c.refunded_fen,
    CASE WHEN p.id IS NULL OR p.state <> 'paid' THEN c.order_fen
      ELSE least(c.order_fen, coalesce((
        SELECT max(b.fen) FROM given_back_until b WHERE b.purchase = p.id AND b.at <= :at), 0))
      END AS now_fen
  FROM guide_commission c
  LEFT JOIN sale_number n ON n.number = c.purchase
  LEFT JOIN purchase p ON p.id = coalesce(n.purchase, c.purchase)
) AS told
WHERE told.now_fen > told.refunded_fen
ORDER BY told.guide, told.purchase
