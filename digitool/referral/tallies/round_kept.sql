-- What a round sold and did not get back, by buyer (a person of today): pieces, money, and how she stands to the leader.
WITH leader AS (
    SELECT i.person FROM referral_run AS r JOIN identifier AS i ON i.id = r.owner WHERE r.id = :run
),
home AS (
    SELECT DISTINCT k.person
    FROM leader AS l
    JOIN identifier AS own ON own.person = l.person
    JOIN household_member AS mine ON mine.person = own.id
    JOIN household_member AS theirs ON theirs.hub = mine.hub
    JOIN identifier AS k ON k.id = theirs.person
)
SELECT i.person, sum(e.pieces) AS pieces, sum(e.amount_fen) AS fen,
    i.person IN (SELECT person FROM leader) AS leader, i.person IN (SELECT person FROM home) AS home
FROM referral_effect AS e
JOIN identifier AS i ON i.id = e.who
WHERE e.run = :run AND e.kind = 'fulfil'
  AND e.who <> (SELECT owner FROM referral_run WHERE id = :run)
  AND NOT EXISTS (SELECT 1 FROM referral_effect AS b WHERE b.run = e.run AND b.kind = 'refund' AND b.ref = e.ref)
GROUP BY i.person
ORDER BY i.person
