-- What was given back on each order of the official store in a period. Its bill and its order system tell of the same
-- money, so the largest sum counts.
WITH told AS (
  SELECT r.purchase, r.teller, sum(r.amount_fen) AS fen
  FROM purchase p /*+ then */ JOIN given_back r ON r.purchase = p.id
  WHERE p.store = 0 AND p.day >= :first AND p.day < :to AND p.channel = 'official_store'
  GROUP BY r.purchase, r.teller
)
SELECT purchase, max(fen) AS fen
FROM told
GROUP BY purchase
