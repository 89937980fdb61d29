-- What was given back by :at (UTC ms) on business days :first to :to (half open) on purchases that nobody knows: the day,
-- when last, the guide whom it names, how many refunds and fen. Of what several tell the largest sum counts.
WITH told AS (
  SELECT r.purchase, r.day, r.teller, max(r.at) AS at, max(r.guide) AS guide, count(*) AS refunds,
    sum(r.amount_fen) AS fen
  FROM lone_refund r
  WHERE r.day >= :first AND r.day < :to AND r.at <= :at AND r.channel <> ''
  GROUP BY r.purchase, r.day, r.teller
), ranked AS (
  SELECT told.*, row_number() OVER (PARTITION BY purchase, day ORDER BY fen DESC, teller) AS place FROM told
)
SELECT k.day, k.at, k.guide, k.refunds, k.fen
FROM ranked k
WHERE k.place = 1
ORDER BY k.day, k.at, k.purchase
