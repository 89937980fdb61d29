-- Purchases of the window on the channel and in the stores, without those refunded in full: whose (identifier),
-- when, what was paid less refunds, and whether online. `folds.shopping` adds them up by person.
WITH back AS (
  SELECT g.purchase, max(g.fen) AS fen FROM given_back_until AS g WHERE g.at <= :at GROUP BY g.purchase
)
SELECT
  p.party,
  p.at,
  p.amount_fen - coalesce(b.fen, 0) AS fen,
  CASE WHEN p.channel = 'official_store' THEN 1 ELSE 0 END AS online
FROM purchase p
LEFT JOIN back b ON b.purchase = p.id
WHERE p.state = 'paid' AND p.party IS NOT NULL AND p.at >= :since AND p.at <= :at
  AND (:channel = '' OR p.channel = :channel)
  AND (:stores IS NULL OR p.store IN (
    SELECT s.id FROM store s WHERE s.code IN texts(:stores)))
  AND (p.amount_fen = 0 OR coalesce(b.fen, 0) < p.amount_fen)
