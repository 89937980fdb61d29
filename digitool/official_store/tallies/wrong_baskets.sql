-- Baskets whose sums, stock or way out do not fit.
WITH line AS (
    SELECT basket, sum(price_fen * quantity) AS initial_fen, sum(now_fen) AS now_fen, sum(discount_fen) AS discount_fen, sum(paid_fen) AS paid_fen,
           sum(quantity) AS pieces
    FROM basket_line
    GROUP BY basket
),
moved AS (
    SELECT ref, -sum(on_hand) AS pieces FROM stock_movement WHERE kind = 'sell' AND ends IS NULL GROUP BY ref
)
SELECT 'basket ' || b.number || ' does not have the sums of its lines' AS difference
FROM basket AS b
LEFT JOIN line AS l ON l.basket = b.id
WHERE b.initial_fen <> coalesce(l.initial_fen, 0) OR b.now_fen <> coalesce(l.now_fen, 0)
   OR b.discount_fen <> coalesce(l.discount_fen, 0)
   OR b.payable_fen <> coalesce(l.paid_fen, 0) OR (b.paid_at IS NOT NULL AND l.pieces IS NULL)
UNION ALL
SELECT 'basket ' || b.number || ' sold other pieces than it holds'
FROM basket AS b
LEFT JOIN line AS l ON l.basket = b.id
LEFT JOIN moved AS m ON m.ref = 'basket:' || b.number
WHERE coalesce(m.pieces, 0) <> CASE WHEN b.paid_at IS NULL THEN 0 ELSE coalesce(l.pieces, 0) END
UNION ALL
SELECT 'basket ' || b.number || ' went out unseen'
FROM basket AS b
WHERE (b.state = 'exited' AND b.audit <> '' AND b.verdict = '')
   OR (b.state = 'audit' AND b.audit = '')
   OR (b.paid_at IS NOT NULL AND (b.exit_pass IS NULL OR b.exit_by IS NULL OR b.exit_by <= b.paid_at))
   OR (b.state = 'exited' AND b.exited_at >= b.exit_by AND b.verdict = '')
