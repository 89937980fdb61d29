-- Orders whose money does not add up, or that stand in two ends.
WITH line AS (
    SELECT official_order, sum(price_fen * quantity) AS initial_fen, sum(now_fen) AS now_fen,
           sum(discount_fen) AS discount_fen, sum(paid_fen) AS paid_fen, sum(refunded_fen) AS refunded_fen,
           sum(CASE WHEN refunded_fen > paid_fen OR (returned = 0 AND refunded_fen > 0) THEN 1 ELSE 0 END) AS over_paid,
           sum(quantity - returned) AS kept, sum(returned) AS returned,
           sum(owed_pieces - owed_back - quantity + returned) AS astray
    FROM official_order_line
    GROUP BY official_order
),
back AS (
    SELECT official_order, sum(amount_fen) AS amount_fen
    FROM official_refund
    GROUP BY official_order
),
facts AS (
    SELECT o.*, l.initial_fen AS line_initial, l.now_fen AS line_now, l.discount_fen AS line_discount,
           l.paid_fen AS line_paid, l.refunded_fen AS line_refunded, l.kept, l.returned, l.astray,
           l.over_paid, coalesce(b.amount_fen, 0) AS back_fen
    FROM official_order AS o
    LEFT JOIN line AS l ON l.official_order = o.id
    LEFT JOIN back AS b ON b.official_order = o.id
)
SELECT 'order ' || number || ' does not have the sums of its lines' AS difference
FROM facts
WHERE line_initial IS NULL OR initial_fen <> line_initial OR now_fen <> line_now
   OR discount_fen < line_discount OR discount_fen - line_discount > shipping_fen
   OR payable_fen <> now_fen - discount_fen + shipping_fen
UNION ALL
SELECT 'order ' || number || ' gave back ' || refunded_fen || ' fen, its refunds sum to ' || back_fen
FROM facts
WHERE refunded_fen <> back_fen OR refunded_fen > payable_fen OR astray <> 0
UNION ALL
SELECT 'order ' || number || ' gave back ' || refunded_fen || ' fen, its lines say ' || line_refunded
FROM facts
WHERE over_paid > 0 OR line_refunded > refunded_fen OR refunded_fen - line_refunded > payable_fen - line_paid
   OR (refunded_fen > line_refunded AND kept > 0)
UNION ALL
SELECT 'order ' || number || ' is ' || state || ' and its goods say otherwise'
FROM facts
WHERE (state = 'refunded') <> (kept = 0) OR (paid_at IS NULL AND (returned > 0 OR refunded_fen > 0))
UNION ALL
SELECT 'order ' || number || ' stands in two ends'
FROM facts
WHERE (state IN ('cancelled', 'expired') AND (paid_at IS NOT NULL OR purchase IS NOT NULL))
   OR (paid_at IS NOT NULL) <> (purchase IS NOT NULL)
   OR (shipped_at IS NOT NULL AND (delivery = 'pickup' OR paid_at IS NULL))
   OR (state IN ('delivered', 'picked_up') AND handed_at IS NULL)
   OR (state = 'expired' AND ended_at < pay_by)
   OR (paid_at IS NOT NULL AND paid_at >= pay_by)
