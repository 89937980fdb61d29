-- Persons who bought an item of one of the categories of the official store's catalogue.
WITH back AS (
  SELECT g.purchase, max(g.fen) AS fen FROM given_back_until AS g WHERE g.at <= :at GROUP BY g.purchase
)
SELECT i.person, 1 AS bought
FROM purchase_line l
JOIN purchase p ON p.id = l.purchase
JOIN identifier i ON i.id = p.party
LEFT JOIN back b ON b.purchase = p.id
WHERE p.state = 'paid' AND p.at >= :since AND p.at <= :at
  AND (:channel = '' OR p.channel = :channel)
  AND (:stores IS NULL OR p.store IN (
    SELECT s.id FROM store s WHERE s.code IN texts(:stores)))
  AND (p.amount_fen = 0 OR coalesce(b.fen, 0) < p.amount_fen)
  AND l.quantity > 0
  AND l.item IN (
    SELECT d.code FROM product d WHERE d.category IN texts(:categories))
