-- One store-day's refunds: what is off its sales, and those made on it whose purchase nobody knows. Of what several
-- tell of one purchase the largest sum counts. Without staff, whose sales do not count either.
WITH back AS (
  SELECT p.amount_fen AS most_fen, max(b.fen) AS fen
  FROM purchase p /*+ then */ JOIN given_back_until b ON b.purchase = p.id LEFT JOIN identifier i ON i.id = p.party
  WHERE p.store = :store AND p.day = :day AND p.state = 'paid'
    AND (i.person IS NULL OR i.person NOT IN (SELECT person FROM staff_person))
  GROUP BY p.id, p.amount_fen
),
told AS (
  SELECT purchase, teller, count(*) AS refunds, sum(amount_fen) AS fen
  FROM lone_refund
  WHERE day = :day AND store = :store
  GROUP BY purchase, teller
),
lone AS (
  SELECT purchase, max(refunds) AS refunds, max(fen) AS fen FROM told GROUP BY purchase
)
SELECT
  coalesce((SELECT sum(CASE WHEN fen < most_fen THEN fen ELSE most_fen END) FROM back), 0) AS back_fen,
  coalesce((SELECT sum(refunds) FROM lone), 0) AS lone,
  coalesce((SELECT sum(fen) FROM lone), 0) AS lone_fen
