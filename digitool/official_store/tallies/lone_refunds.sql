-- Refunds of the official store of a period whose purchase nobody knows, by their own business day.
WITH told AS (
  SELECT day, purchase, teller, count(*) AS refunds, sum(amount_fen) AS fen
  FROM lone_refund
  WHERE day >= :first AND day < :to AND channel = 'official_store'
  GROUP BY day, purchase, teller
), lone AS (
  SELECT day, purchase, max(refunds) AS refunds, max(fen) AS fen FROM told GROUP BY day, purchase
)
SELECT day, sum(refunds) AS refunds, sum(fen) AS fen
FROM lone
GROUP BY day
