-- Rounds of communities by group: orders and money that were sold and not given back, what leaders earned and is
-- theirs, and what of it waits for a decision.
WITH sold AS (
    SELECT e.run, e.kind, e.amount_fen,
           EXISTS (SELECT 1 FROM referral_effect AS f
                   WHERE f.run = e.run AND f.kind = 'fulfil' AND f.ref = e.ref) AS sold
    FROM referral_effect AS e
    WHERE e.at >= :start AND e.at < :end
),
earned AS (
    SELECT r.id AS run,
        sum(CASE WHEN w.state IN ('approved', 'paid') THEN w.amount_fen - w.back_fen ELSE 0 END) AS owed_fen,
        sum(CASE WHEN w.state IN ('pending', 'held') THEN w.amount_fen - w.back_fen ELSE 0 END) AS held_fen
    FROM referral_reward AS w
    JOIN referral_run AS r ON r.code = w.ref AND r.campaign = w.campaign
    WHERE w.side = 'leader' AND w.made_at >= :start AND w.made_at < :end
    GROUP BY r.id
),
by_run AS (
    SELECT run, count(*) FILTER (WHERE kind = 'fulfil') AS orders,
        sum(CASE WHEN kind = 'fulfil' THEN amount_fen WHEN kind = 'refund' AND sold THEN -amount_fen ELSE 0 END) AS fen
    FROM sold
    GROUP BY run
)
SELECT c.chat,
    count(*) AS rounds,
    coalesce(sum(s.orders), 0) AS orders,
    coalesce(sum(s.fen), 0) AS gmv_fen,
    coalesce(sum(w.owed_fen), 0) AS leader_commission_fen,
    coalesce(sum(w.held_fen), 0) AS held_fen
FROM community_run AS c
LEFT JOIN by_run AS s ON s.run = c.run
LEFT JOIN earned AS w ON w.run = c.run
GROUP BY c.chat
