-- What was given back by :at (UTC ms) on business days :from to :to (half open) on purchases that nobody knows: the day,
-- when last, the guide whom it names, how many refunds and fen. Of what several tell the largest sum counts.
WITH told AS (
  SELECT r.purchase, r.day, r.teller, max(r.at) AS at, max(w.guide) AS guide, count(*) AS refunds,
    sum(r.amount_fen) AS fen
  FROM refund r JOIN refund_place w ON w.refund = r.id
  WHERE r.day >= :from AND r.day < :to AND r.at <= :at AND r.state = 'SUCCESS' AND w.channel <> ''
    AND NOT EXISTS (SELECT 1 FROM purchase p WHERE p.id = r.purchase)
  GROUP BY r.purchase, r.day, r.teller
), ranked AS (
  SELECT told.*, row_number() OVER (PARTITION BY purchase, day ORDER BY fen DESC, teller) AS place FROM told
)
SELECT day, at, guide, refunds, fen
FROM ranked
WHERE place = 1
ORDER BY day, at, purchase
