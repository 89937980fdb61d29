-- By campaign: rewards that are promised, and those that are owed or paid, to leaders and to others, in fen.
SELECT c.code,
    coalesce(sum(CASE WHEN w.state IN ('pending', 'held') THEN w.amount_fen - w.back_fen END), 0) AS promised,
    coalesce(sum(CASE WHEN w.state IN ('approved', 'paid') AND w.side <> 'leader'
                      THEN w.amount_fen - w.back_fen END), 0) AS rewards,
    coalesce(sum(CASE WHEN w.state IN ('approved', 'paid') AND w.side = 'leader'
                      THEN w.amount_fen - w.back_fen END), 0) AS commissions
FROM referral_campaign AS c
LEFT JOIN referral_reward AS w ON w.campaign = c.id
GROUP BY c.id, c.code
ORDER BY c.id
