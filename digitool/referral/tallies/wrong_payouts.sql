-- Rewards and shares whose payments are not as their state says, or more than they ever were.
WITH paid AS (SELECT source, sum(amount_fen) AS fen FROM referral_payout GROUP BY source),
due AS (
    SELECT 'reward:' || id AS source, amount_fen - back_fen AS least, amount_fen AS most, state = 'paid' AS settled
    FROM referral_reward
    UNION ALL
    SELECT source, amount_fen, amount_fen, NULL FROM referral_share
)
SELECT d.source || ' is ' || CASE WHEN d.settled THEN 'paid' ELSE 'not paid' END || ', its payouts are '
       || coalesce(p.fen || ' fen', 'none') AS difference
FROM due AS d
LEFT JOIN paid AS p ON p.source = d.source
WHERE (d.settled IS NOT NULL AND d.settled <> (p.source IS NOT NULL)) OR p.fen < d.least OR p.fen > d.most
UNION ALL
SELECT 'a payout of ' || p.fen || ' fen is for ' || p.source || ', which there is not'
FROM paid AS p
WHERE p.source NOT IN (SELECT source FROM due)
