-- What was given back on each order of the official store in a period. Its bill and its order system tell of the same
-- money, so the largest sum counts.
SELECT b.purchase, max(b.fen) AS fen
FROM purchase p /*+ then */ JOIN given_back_until b ON b.purchase = p.id
WHERE p.store = 0 AND p.day >= :first AND p.day < :to AND p.channel = 'official_store'
GROUP BY b.purchase
