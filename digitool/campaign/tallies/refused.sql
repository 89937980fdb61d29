-- Persons whose newest word before :at (UTC ms) is that they do not want to be contacted.
SELECT DISTINCT i.person
FROM membership AS m
JOIN identifier AS i ON i.id = m.identifier
WHERE m.at < :at AND NOT m.consent
  AND NOT EXISTS (
    SELECT 1 FROM membership AS later
    WHERE later.identifier = m.identifier AND later.at > m.at AND later.at < :at AND later.consent
  )
UNION
SELECT i.person
FROM guide_consent AS w
JOIN identifier AS i ON i.id = w.identifier
WHERE w.kind = 'withdraw' AND w.channel = '' AND w.at < :at
  AND NOT EXISTS (
    SELECT 1 FROM guide_consent AS later
    WHERE later.identifier = w.identifier AND later.kind = 'give' AND later.at > w.at AND later.at < :at
  )
