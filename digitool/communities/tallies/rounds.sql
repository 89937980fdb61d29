-- Rounds of communities by group: orders and money that were sold and not given back, and the leaders' share.
SELECT c.chat,
    count(DISTINCT c.run) AS rounds,
    coalesce(sum(s.kind = 'fulfil'), 0) AS orders,
    coalesce(sum(CASE WHEN s.kind = 'fulfil' THEN s.amount_fen
                      WHEN s.kind = 'refund' AND s.sold THEN -s.amount_fen END), 0) AS gmv_fen,
    coalesce(sum(CASE WHEN s.kind = 'commission' THEN s.amount_fen END), 0) AS leader_commission_fen
FROM community_run AS c
LEFT JOIN (
    SELECT e.run, e.kind, e.amount_fen,
           EXISTS (SELECT 1 FROM referral_effect AS f
                   WHERE f.run = e.run AND f.kind = 'fulfil' AND f.ref = e.ref) AS sold
    FROM referral_effect AS e
    WHERE e.at >= :start AND e.at < :end
) AS s ON s.run = c.run
GROUP BY c.chat
