-- The home store of each buyer of the official store in a period: the store of her first touch in a store or her
-- first purchase in one, whichever came first, since the beginning.
WITH buyer AS (
  SELECT DISTINCT i.person
  FROM purchase p JOIN identifier i ON i.id = p.party
  WHERE p.store = 0 AND p.day >= :first AND p.day < :to AND p.channel = 'official_store' AND p.state = 'paid'
), member AS (
  SELECT person, person AS identifier FROM buyer
  UNION ALL
  SELECT i.person, i.id FROM buyer /*+ then */ JOIN identifier i ON i.person = buyer.person AND i.person <> i.id
), seen AS (
  SELECT m.person, t.at, tp.store
  FROM member m /*+ then */ JOIN touch t ON t.identifier = m.identifier JOIN touchpoint tp ON tp.id = t.touchpoint
  WHERE tp.store > 0
  UNION ALL
  SELECT m.person, p.at, p.store
  FROM member m /*+ then */ JOIN purchase p ON p.party = m.identifier
  WHERE p.store > 0 AND p.state = 'paid'
), ranked AS (
  SELECT s.person, s.store, row_number() OVER (PARTITION BY s.person ORDER BY s.at, s.store) AS nth FROM seen s
)
SELECT person, store FROM ranked WHERE nth = 1
