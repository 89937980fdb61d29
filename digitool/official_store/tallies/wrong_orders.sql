-- Orders whose money does not add up, or that stand in two ends.
WITH line AS (
    SELECT official_order, sum(price_fen * quantity) AS initial_fen, sum(now_fen) AS now_fen,
           sum(discount_fen) AS discount_fen, sum(paid_fen) AS paid_fen, sum(refunded_fen) AS refunded_fen,
           sum(quantity - returned) AS kept, sum(returned) AS returned,
           sum(owed_pieces - owed_back - quantity + returned) AS astray
    FROM official_order_line
    GROUP BY official_order
),
back AS (
    SELECT official_order, sum(amount_fen) AS amount_fen, sum(goods_fen) AS goods_fen,
           sum(shipping_fen) AS shipping_fen
    FROM official_refund
    GROUP BY official_order
),
facts AS (
    SELECT o.*, l.initial_fen AS line_initial, l.now_fen AS line_now, l.discount_fen AS line_discount,
           l.paid_fen AS line_paid, l.refunded_fen AS line_refunded, l.kept, l.returned, l.astray,
           coalesce(b.amount_fen, 0) AS back_fen, coalesce(b.goods_fen, 0) AS back_goods,
           coalesce(b.shipping_fen, 0) AS back_shipping
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
WHERE refunded_fen <> back_fen OR refunded_fen > payable_fen OR line_refunded <> back_goods
   OR back_shipping > payable_fen - line_paid OR astray <> 0
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
