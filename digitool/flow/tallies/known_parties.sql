-- Parties of a period's store transactions: their person, whether she is known, whether she is staff.
WITH party AS (
  SELECT DISTINCT i.person
  FROM purchase p JOIN identifier i ON i.id = p.party
  WHERE p.day >= :first AND p.day < :to AND p.state = 'paid' AND p.store > 0
), member AS (
  SELECT person, person AS identifier FROM party
  UNION ALL
  SELECT i.person, i.id FROM party JOIN identifier i ON i.person = party.person AND i.person <> i.id
)
SELECT person,
  max(CASE WHEN EXISTS (SELECT 1 FROM touch t WHERE t.identifier = member.identifier)
    OR EXISTS (SELECT 1 FROM relation r WHERE r.identifier = member.identifier)
    OR EXISTS (SELECT 1 FROM group_member g WHERE g.identifier = member.identifier)
    OR EXISTS (SELECT 1 FROM membership m WHERE m.identifier = member.identifier) THEN 1 ELSE 0 END) AS known,
  CASE WHEN member.person IN (SELECT s.person FROM staff_person s) THEN 1 ELSE 0 END AS staff
FROM member
GROUP BY person
