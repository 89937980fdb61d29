-- Tags of a group's members, counted by people.
WITH now AS (
    SELECT DISTINCT i.person
    FROM group_member AS m JOIN identifier AS i ON i.id = m.identifier JOIN group_chat AS g ON g.id = m.chat
    WHERE g.chat = :chat AND m.joined_at <= :at AND (m.left_at IS NULL OR m.left_at > :at)
)
SELECT t.tag, count(DISTINCT i.person) AS people, (SELECT count(*) FROM now) AS members
FROM relation_tag AS t JOIN identifier AS i ON i.id = t.identifier
WHERE i.person IN (SELECT person FROM now)
GROUP BY t.tag
ORDER BY people DESC, t.tag
