-- Purchases of business days :first to :to (half open) of which a side says that they were paid, or given back: what
-- the order side and the bill side tell of them, fen.
SELECT p.day, coalesce(s.code, '') AS store, p.channel, p.order_no, p.number, p.tender, p.order_fen, p.bill_fen,
  coalesce(b.order_fen, 0) AS order_back, coalesce(b.bill_fen, 0) AS bill_back,
  p.state = 'double' AS twice, p.disputed
FROM purchase p
LEFT JOIN store s ON s.id = p.store
LEFT JOIN given_back_by_side b ON b.purchase = p.id
WHERE p.day >= :first AND p.day < :to AND coalesce(p.order_fen, p.bill_fen, b.order_fen, b.bill_fen) IS NOT NULL
ORDER BY p.day, p.id
