-- What was settled on purchases that an import (:batch) tells of, and bindings that moved with the handovers that it
-- reported.
WITH told AS (
  SELECT DISTINCT number FROM sale_claim WHERE batch = :batch
  UNION SELECT number FROM sale_claim_told WHERE batch = :batch
)
SELECT CASE c.state WHEN 'paid' THEN 'commission_paid' ELSE 'commission_settled' END AS what, count(*) AS n,
  sum(c.earned_fen - c.back_fen) AS fen
FROM guide_commission c
WHERE c.purchase IN (SELECT number FROM told) AND c.earned_fen > c.back_fen
GROUP BY c.state
UNION ALL
SELECT 'own_orders', count(*), sum(o.payable_fen)
FROM official_order o
WHERE o.purchase IN (SELECT number FROM told)
UNION ALL
SELECT 'handover_moves', count(*), NULL
FROM guide_move m JOIN import_file f ON f.operation = m.operation
WHERE f.id = :batch
