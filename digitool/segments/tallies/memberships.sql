-- By person, what the latest customer list says: joined, agreed to be contacted (null: never asked).
-- Of lists of one moment one that joins and one that refuses win.
SELECT
  i.person,
  max(m.at * 2 + m.member) % 2 AS member,
  1 - max(CASE WHEN m.consent IS NOT NULL THEN m.at * 2 + 1 - m.consent END) % 2 AS consent
FROM membership m
JOIN identifier i ON i.id = m.identifier
WHERE m.at <= :at
GROUP BY i.person
