-- Customer groups: members now, joins and leaves of a period, members who are digital members, buyers, tagged.
WITH stays AS (
    SELECT m.chat, i.person, m.joined_at, m.left_at
    FROM group_member AS m JOIN identifier AS i ON i.id = m.identifier
    WHERE m.joined_at <= :at
      AND i.person NOT IN (SELECT person FROM staff_person)
),
now AS (SELECT DISTINCT chat, person FROM stays WHERE left_at IS NULL OR left_at > :at)
SELECT g.id, g.chat, g.name, g.owner,
    l.leader, coalesce(l.store, '') AS store,
    (SELECT count(*) FROM now WHERE now.chat = g.id) AS members,
    (SELECT count(DISTINCT person) FROM stays WHERE stays.chat = g.id
       AND joined_at >= :start AND joined_at < :end) AS joined,
    (SELECT count(DISTINCT person) FROM stays WHERE stays.chat = g.id
       AND left_at >= :start AND left_at < :end) AS gone,
    (SELECT count(*) FROM now WHERE now.chat = g.id AND EXISTS (
        SELECT 1 FROM membership AS m JOIN identifier AS i ON i.id = m.identifier
        WHERE i.person = now.person AND m.member AND m.at <= :at)) AS digital,
    (SELECT count(*) FROM now WHERE now.chat = g.id AND EXISTS (
        SELECT 1 FROM purchase AS p JOIN identifier AS i ON i.id = p.party
        WHERE i.person = now.person AND p.state = 'paid' AND p.at <= :at)) AS buyers,
    (SELECT count(*) FROM now WHERE now.chat = g.id AND EXISTS (
        SELECT 1 FROM relation_tag AS t JOIN identifier AS i ON i.id = t.identifier
        WHERE i.person = now.person)) AS tagged
FROM group_chat AS g
LEFT JOIN community_leader AS l ON l.chat = g.id AND l.until IS NULL
WHERE :chat IS NULL OR g.chat = :chat
ORDER BY members DESC, g.chat
