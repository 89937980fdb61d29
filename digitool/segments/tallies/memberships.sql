-- By person, what the latest customer list says: joined, agreed to be contacted (null: never asked).
-- Of lists of one moment one that joins and one that refuses win.
SELECT
  i.person,
  max(m.at * 2 + CASE WHEN m.member THEN 1 ELSE 0 END) % 2 AS member,
  1 - max(CASE WHEN m.consent THEN m.at * 2 WHEN NOT m.consent THEN m.at * 2 + 1 END) % 2 AS consent
FROM membership m
JOIN identifier i ON i.id = m.identifier
WHERE m.at <= :at
GROUP BY i.person
