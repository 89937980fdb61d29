-- New customers of a campaign's window whom nobody brought, a first order old enough: all, and who bought again.
WITH firsts AS (
    SELECT i.person, min(p.at) AS first
    FROM purchase AS p JOIN identifier AS i ON i.id = p.party
    WHERE p.state = 'paid' AND p.amount_fen > 0 AND p.at <= :at
      AND i.person NOT IN (SELECT person FROM staff_person)
    GROUP BY i.person
)
SELECT count(*) AS people,
    coalesce(sum(CASE WHEN (SELECT count(*) FROM identifier AS j JOIN purchase AS q ON q.party = j.id
     WHERE (j.id = n.person OR (j.person = n.person AND j.person <> j.id)) AND q.state = 'paid'
       AND q.amount_fen > 0 AND q.at < n.first + :again) > 1 THEN 1 ELSE 0 END), 0) AS again
FROM firsts AS n
WHERE n.first >= :opens AND n.first < :closes AND n.first + :again <= :at
  AND n.person NOT IN (SELECT f.person FROM referral AS r JOIN identifier AS f ON f.id = r.friend
                       WHERE r.campaign = :campaign)
