-- Purchases of which more came back than was paid: number, fen paid and fen given back. Of what several tell of one
-- purchase the largest sum counts.
WITH back AS (
  SELECT purchase, max(fen) AS fen FROM given_back_until GROUP BY purchase
)
SELECT p.number, p.amount_fen AS paid_fen, b.fen AS back_fen
FROM back b JOIN purchase p ON p.id = b.purchase
WHERE p.state = 'paid' AND b.fen > p.amount_fen
ORDER BY p.number
