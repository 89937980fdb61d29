-- Persons with an open channel at :at (UTC ms): held by a guide, in a group, or a consent that stands.
SELECT DISTINCT i.person
FROM relation AS r
JOIN identifier AS i ON i.id = r.identifier
WHERE r.added_at < :at AND (r.lost_at IS NULL OR r.lost_at >= :at)
UNION
SELECT i.person
FROM group_member AS g
JOIN identifier AS i ON i.id = g.identifier
WHERE g.joined_at < :at AND (g.left_at IS NULL OR g.left_at >= :at)
UNION
SELECT i.person
FROM membership AS m
JOIN identifier AS i ON i.id = m.identifier
WHERE m.at < :at AND m.consent
  AND NOT EXISTS (
    SELECT 1 FROM membership AS later
    WHERE later.identifier = m.identifier AND later.at > m.at AND later.at < :at AND NOT later.consent
  )
