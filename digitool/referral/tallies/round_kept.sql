-- What a round sold and did not get back, by buyer (a person of today): pieces, money, and how she stands to :leader
-- (a person) and those of her household (:home, a JSON list of persons).
SELECT i.person, sum(e.pieces) AS pieces, sum(e.amount_fen) AS fen,
    i.person = :leader AS leader, i.person IN ints(:home) AS home
FROM referral_effect AS e
JOIN identifier AS i ON i.id = e.who
WHERE e.run = :run AND e.kind = 'fulfil'
  AND e.who <> (SELECT owner FROM referral_run WHERE id = :run)
  AND NOT EXISTS (SELECT 1 FROM referral_effect AS b WHERE b.run = e.run AND b.kind = 'refund' AND b.ref = e.ref)
GROUP BY i.person
ORDER BY i.person
