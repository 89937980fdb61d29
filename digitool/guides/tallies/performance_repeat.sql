-- Persons who bought on business days :from to :to (half open) and twice or more by their end, on any channel.
WITH buyer AS (
  SELECT DISTINCT i.person
  FROM purchase p JOIN identifier i ON i.id = p.party
  WHERE p.day >= :from AND p.day < :to AND p.state = 'paid'
), member AS (
  SELECT person, person AS identifier FROM buyer
  UNION ALL
  SELECT i.person, i.id FROM buyer CROSS JOIN identifier i ON i.person = buyer.person AND i.person <> i.id
)
SELECT m.person
FROM member m CROSS JOIN purchase p ON p.party = m.identifier
WHERE p.state = 'paid' AND p.day < :to
GROUP BY m.person
HAVING count(*) > 1
