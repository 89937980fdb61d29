-- Whose (identifier) each line of a purchase was, and what was paid for a piece of it. `folds.middle` finds the
-- middle one by person.
WITH back AS (
  SELECT g.purchase, max(g.fen) AS fen FROM given_back_until AS g WHERE g.at <= :at GROUP BY g.purchase
)
SELECT p.party, div(l.amount_fen, l.quantity) AS fen
FROM purchase p
JOIN purchase_line l ON l.purchase = p.id AND l.quantity > 0
LEFT JOIN back b ON b.purchase = p.id
WHERE p.state = 'paid' AND p.party IS NOT NULL AND p.at >= :since AND p.at <= :at
  AND (:channel = '' OR p.channel = :channel)
  AND (:stores IS NULL OR p.store IN (
    SELECT s.id FROM store s WHERE s.code IN texts(:stores)))
  AND (p.amount_fen = 0 OR coalesce(b.fen, 0) < p.amount_fen)
