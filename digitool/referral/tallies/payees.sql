-- By identifier: what is owed and not paid (rewards, commissions), what was paid out, and what is owed back, in fen.
WITH paid AS (SELECT source, sum(amount_fen) AS fen FROM referral_payout GROUP BY source),
said AS (
    SELECT w.payee AS who,
        CASE WHEN w.state = 'approved' AND w.side <> 'leader' THEN w.amount_fen - w.back_fen ELSE 0 END AS rewards,
        CASE WHEN w.state = 'approved' AND w.side = 'leader' THEN w.amount_fen - w.back_fen ELSE 0 END AS commissions,
        0 AS cash,
        CASE WHEN w.state = 'paid' THEN coalesce(p.fen, 0) - (w.amount_fen - w.back_fen) ELSE 0 END AS back
    FROM referral_reward AS w LEFT JOIN paid AS p ON p.source = 'reward:' || w.id
    UNION ALL
    SELECT s.who, s.amount_fen - coalesce(p.fen, 0), 0, 0, 0
    FROM referral_share AS s LEFT JOIN paid AS p ON p.source = s.source
    UNION ALL
    SELECT payee, 0, 0, amount_fen, 0 FROM referral_payout WHERE debtor = 0
    UNION ALL
    SELECT debtor, 0, 0, 0, -amount_fen FROM referral_payout WHERE debtor <> 0
)
SELECT who, sum(rewards) AS rewards, sum(commissions) AS commissions, sum(cash) AS cash, sum(back) AS back
FROM said
GROUP BY who
ORDER BY who
