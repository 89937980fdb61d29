-- Persons who bought on business days :first to :to (half open) and twice or more by their end, on any channel.
WITH buyer AS (
  SELECT DISTINCT i.person
  FROM purchase p JOIN identifier i ON i.id = p.party
  WHERE p.day >= :first AND p.day < :to AND p.state = 'paid'
), member AS (
  SELECT person, person AS identifier FROM buyer
  UNION ALL
  SELECT i.person, i.id FROM buyer /*+ then */ JOIN identifier i ON i.person = buyer.person AND i.person <> i.id
)
SELECT m.person
FROM member m /*+ then */ JOIN purchase p ON p.party = m.identifier
WHERE p.state = 'paid' AND p.day < :to
GROUP BY m.person
HAVING count(*) > 1
