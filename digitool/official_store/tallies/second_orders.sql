-- For each buyer of the official store in a period who ordered twice or more before its end: the business day of the
-- second order ever.
WITH buyer AS (
  SELECT DISTINCT i.person
  FROM purchase p JOIN identifier i ON i.id = p.party
  WHERE p.store = 0 AND p.day >= :first AND p.day < :to AND p.channel = 'official_store' AND p.state = 'paid'
), member AS (
  SELECT person, person AS identifier FROM buyer
  UNION ALL
  SELECT i.person, i.id FROM buyer /*+ then */ JOIN identifier i ON i.person = buyer.person AND i.person <> i.id
), ranked AS (
  SELECT m.person, p.day, row_number() OVER (PARTITION BY m.person ORDER BY p.at, p.id) AS nth
  FROM member m /*+ then */ JOIN purchase p ON p.party = m.identifier
  WHERE p.channel = 'official_store' AND p.state = 'paid' AND p.day < :to
)
SELECT person, day FROM ranked WHERE nth = 2
