-- Buyers of every article among the members of a group, and among all other buyers, in a period.
WITH now AS (
    SELECT DISTINCT i.person
    FROM group_member AS m JOIN identifier AS i ON i.id = m.identifier JOIN group_chat AS g ON g.id = m.chat
    WHERE g.chat = :chat AND m.joined_at <= :at AND (m.left_at IS NULL OR m.left_at > :at)
),
bought AS (
    SELECT DISTINCT l.item, i.person
    FROM purchase AS p
    JOIN identifier AS i ON i.id = p.party
    JOIN purchase_line AS l ON l.purchase = p.id
    WHERE p.state = 'paid' AND p.at >= :start AND p.at < :end
)
SELECT b.item,
    (SELECT max(title) FROM purchase_line AS t WHERE t.item = b.item) AS title,
    count(CASE WHEN b.person IN (SELECT n.person FROM now AS n) THEN 1 END) AS inside,
    count(CASE WHEN b.person NOT IN (SELECT n.person FROM now AS n) THEN 1 END) AS outside,
    (SELECT count(DISTINCT person) FROM bought WHERE person IN (SELECT person FROM now)) AS members,
    (SELECT count(DISTINCT person) FROM bought WHERE person NOT IN (SELECT person FROM now)) AS others
FROM bought AS b
GROUP BY b.item
