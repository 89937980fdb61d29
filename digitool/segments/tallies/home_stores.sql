-- Persons whose home is one of the stores (codes): where they bought most, else were seen most; of equals
-- the one of the last time.
WITH told AS (
  SELECT r.purchase, r.teller, sum(r.amount_fen) AS fen
  FROM given_back r
  WHERE r.at <= :at
  GROUP BY r.purchase, r.teller
),
back AS (
  SELECT purchase, max(fen) AS fen FROM told GROUP BY purchase
),
bought AS (
  SELECT i.person, p.store, count(*) AS times, max(p.at) AS last_at
  FROM purchase p
  JOIN identifier i ON i.id = p.party
  LEFT JOIN back b ON b.purchase = p.id
  WHERE p.state = 'paid' AND p.store > 0 AND p.at >= :since AND p.at <= :at
    AND (p.amount_fen = 0 OR coalesce(b.fen, 0) < p.amount_fen)
  GROUP BY i.person, p.store
),
touched AS (
  SELECT t.identifier, p.store, count(*) AS times, max(t.at) AS last_at
  FROM touch t
  JOIN touchpoint p ON p.id = t.touchpoint
  WHERE p.store > 0 AND t.at >= :since AND t.at <= :at
  GROUP BY t.identifier, p.store
),
seen AS (
  SELECT i.person, t.store, sum(t.times) AS times, max(t.last_at) AS last_at
  FROM touched t
  JOIN identifier i ON i.id = t.identifier
  GROUP BY i.person, t.store
),
evidence AS (
  SELECT person, store, 1 AS weight, times, last_at FROM bought
  UNION ALL
  SELECT person, store, 0 AS weight, times, last_at FROM seen
),
ranked AS (
  SELECT
    person,
    store,
    row_number() OVER (PARTITION BY person ORDER BY weight DESC, times DESC, last_at DESC, store) AS place
  FROM evidence
)
SELECT
  person,
  CASE WHEN store IN (
    SELECT s.id FROM store s WHERE s.code IN texts(:homes)) THEN 1 ELSE 0 END AS at_home
FROM ranked
WHERE place = 1
