-- Payers and buyers of a period's store transactions: their person, whether she is known, whether she is staff.
WITH party AS (
  SELECT i.person
  FROM purchase p JOIN identifier i ON i.id = p.party
  WHERE p.day >= :first AND p.day < :to AND p.state = 'paid' AND p.store > 0
  UNION SELECT i.person
  FROM purchase p JOIN identifier i ON i.id = p.buyer
  WHERE p.day >= :first AND p.day < :to AND p.state = 'paid' AND p.store > 0
), member AS (
  SELECT person, person AS identifier FROM party
  UNION ALL
  SELECT i.person, i.id FROM party JOIN identifier i ON i.person = party.person AND i.person <> i.id
)
SELECT person,
  max(CASE WHEN EXISTS (SELECT 1 FROM known_identifier k WHERE k.identifier = member.identifier)
    THEN 1 ELSE 0 END) AS known,
  CASE WHEN member.person IN (SELECT s.person FROM staff_person s) THEN 1 ELSE 0 END AS staff
FROM member
GROUP BY person
