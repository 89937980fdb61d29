-- What was settled on purchases that an import (:batch) tells of (temp.resting_purchases), and bindings that moved with
-- the handovers that it reported.
SELECT CASE c.state WHEN 'paid' THEN 'commission_paid' ELSE 'commission_settled' END AS what, count(*) AS n,
  sum(c.earned_fen - c.back_fen) AS fen
FROM guide_commission c
WHERE c.purchase IN (SELECT id FROM temp.resting_purchases) AND c.earned_fen > c.back_fen
GROUP BY c.state
UNION ALL
SELECT 'rewards', count(*), sum(w.amount_fen - w.back_fen)
FROM referral_reward w
WHERE w.basis = 'invitee_paid' AND w.state <> 'void' AND w.amount_fen > w.back_fen
  AND w.ref IN (SELECT p.number FROM purchase p WHERE p.id IN (SELECT id FROM temp.resting_purchases))
UNION ALL
SELECT 'own_orders', count(*), sum(o.payable_fen)
FROM official_order o
WHERE o.purchase IN (SELECT id FROM temp.resting_purchases)
UNION ALL
SELECT 'handover_moves', count(*), NULL
FROM guide_move m JOIN import_file f ON f.operation = m.operation
WHERE f.id = :batch
