-- Refunds of the official store of a period whose purchase nobody knows, by their own business day.
WITH told AS (
  SELECT r.day, r.purchase, r.teller, count(*) AS refunds, sum(r.amount_fen) AS fen
  FROM refund r JOIN refund_place w ON w.refund = r.id
  WHERE r.day >= :from AND r.day < :to AND w.channel = 'official_store' AND r.state <> 'FAIL'
    AND NOT EXISTS (SELECT 1 FROM purchase p WHERE p.id = r.purchase)
  GROUP BY r.day, r.purchase, r.teller
), lone AS (
  SELECT day, purchase, max(refunds) AS refunds, max(fen) AS fen FROM told GROUP BY day, purchase
)
SELECT day, sum(refunds) AS refunds, sum(fen) AS fen
FROM lone
GROUP BY day
