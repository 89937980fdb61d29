-- What was given back by :at (UTC ms) on business days :from to :to (half open) on purchases that nobody knows: the day,
-- when last, the guide whom it names, how many refunds and fen. Of what several tell the largest sum counts.
WITH told AS (
  SELECT purchase, day, teller, max(at) AS at, max(guide) AS guide, count(*) AS refunds, sum(amount_fen) AS fen
  FROM lone_refund
  WHERE day >= :from AND day < :to AND at <= :at AND channel <> ''
  GROUP BY purchase, day, teller
), ranked AS (
  SELECT told.*, row_number() OVER (PARTITION BY purchase, day ORDER BY fen DESC, teller) AS place FROM told
)
SELECT day, at, guide, refunds, fen
FROM ranked
WHERE place = 1
ORDER BY day, at, purchase
