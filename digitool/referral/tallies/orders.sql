-- Paid purchases of a campaign's friends since they came, in the order of time, with their refunds: of what several
-- tell of them, what comes to the largest sum.
WITH ids AS (
    SELECT r.friend, r.at AS since, i.id
    FROM referral AS r JOIN identifier AS f ON f.id = r.friend JOIN identifier AS i ON i.id = f.person
    WHERE r.campaign = :campaign
    UNION
    SELECT r.friend, r.at, i.id
    FROM referral AS r JOIN identifier AS f ON f.id = r.friend
    JOIN identifier AS i ON i.person = f.person AND i.person <> i.id
    WHERE r.campaign = :campaign
)
SELECT ids.friend, p.number, p.at, p.amount_fen, p.id,
       CASE WHEN b.person IS NULL THEN 0 ELSE b.person END AS payer,
       (SELECT listed(row_of(f.at, f.amount_fen)) FROM given_back AS f
        WHERE f.purchase = p.id AND f.teller = (
          SELECT g.teller FROM given_back AS g WHERE g.purchase = p.id
          GROUP BY g.teller ORDER BY sum(g.amount_fen) DESC, g.teller LIMIT 1)) AS refunds
FROM ids
JOIN purchase AS p ON p.party = ids.id AND p.at >= ids.since
LEFT JOIN identifier AS b ON b.id = p.party
WHERE p.state = 'paid' AND p.amount_fen > 0 AND p.at <= :at
ORDER BY ids.friend, p.at, p.number
