-- Every person of today whom :campaign holds out: the first of the customers that she was when arms were dealt
-- (the smallest id) decides.
SELECT i.person
FROM campaign_member AS m JOIN identifier AS i ON i.id = m.identifier
WHERE m.campaign = :campaign
GROUP BY i.person
HAVING min(CASE WHEN m.arm = 'holdout' THEN m.customer END) = min(m.customer)
ORDER BY i.person
