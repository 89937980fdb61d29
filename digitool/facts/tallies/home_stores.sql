-- Home stores: of all persons at an instant :at (UTC ms); else of those of :persons (JSON list of ids); else of the
-- buyers of :purchases (JSON list of ids), each at the moment of the purchase. Rows: the person (or purchase), store.
-- The store of most purchases of the 365 days (31536000000 ms) that end then; without one there, of most touches of
-- these days; without one, of the first touch or purchase at all. Of equals the store that she came to first in these
-- days, then the smaller code. A purchase counts when it is paid and was not given back whole by then. Staff have no
-- home store, nor has who was never in a store.
WITH asked AS (
  SELECT j.value AS subject, j.value AS person, :at AS at FROM ints(:persons) AS j
  UNION ALL
  SELECT p.id, i.person, p.at
  FROM ints(:purchases) AS j JOIN purchase AS p ON p.id = j.value JOIN identifier AS i ON i.id = p.party
), member AS (  -- in two parts: the index of persons leaves out who is her own
  SELECT person AS subject, person, :at AS at, id AS identifier FROM identifier
  WHERE :persons IS NULL AND :purchases IS NULL
  UNION ALL
  SELECT a.subject, a.person, a.at, i.id
  FROM asked AS a /*+ then */ JOIN identifier AS i ON i.id = a.person AND i.person = i.id
  UNION ALL
  SELECT a.subject, a.person, a.at, i.id
  FROM asked AS a /*+ then */ JOIN identifier AS i ON i.person = a.person AND i.person <> i.id
), bought AS (
  SELECT m.subject, p.store, min(p.at) AS ever, min(CASE WHEN p.at > m.at - 31536000000 THEN p.at END) AS lately,
    count(CASE WHEN p.at > m.at - 31536000000 THEN 1 END) AS times
  FROM member AS m /*+ then */ JOIN purchase AS p ON p.party = m.identifier
  WHERE p.state = 'paid' AND p.store > 0 AND p.at <= m.at AND m.person NOT IN (SELECT person FROM staff_person)
    AND NOT EXISTS (
      SELECT 1 FROM given_back_until AS b
      WHERE b.purchase = p.id AND b.at <= m.at AND p.amount_fen > 0 AND b.fen >= p.amount_fen)
  GROUP BY m.subject, p.store
), touched AS (
  SELECT m.subject, x.store, min(t.at) AS ever, min(CASE WHEN t.at > m.at - 31536000000 THEN t.at END) AS lately,
    count(CASE WHEN t.at > m.at - 31536000000 THEN 1 END) AS times
  FROM member AS m /*+ then */ JOIN touch AS t ON t.identifier = m.identifier JOIN touchpoint AS x ON x.id = t.touchpoint
  WHERE x.store > 0 AND t.at <= m.at AND m.person NOT IN (SELECT person FROM staff_person)
    AND m.subject NOT IN (SELECT subject FROM bought WHERE times > 0)
  GROUP BY m.subject, x.store
), evidence AS (
  SELECT subject, store, 1 AS step, times, lately AS since FROM bought WHERE times > 0
  UNION ALL
  SELECT subject, store, 2 AS step, times, lately AS since FROM touched WHERE times > 0
  UNION ALL
  SELECT subject, store, 3 AS step, 0 AS times, ever AS since FROM bought
  UNION ALL
  SELECT subject, store, 3 AS step, 0 AS times, ever AS since FROM touched
), ranked AS (
  SELECT e.subject, e.store,
    row_number() OVER (PARTITION BY e.subject ORDER BY e.step, e.times DESC, e.since, s.code) AS nth
  FROM evidence AS e JOIN store AS s ON s.id = e.store
)
SELECT subject, store FROM ranked WHERE nth = 1
