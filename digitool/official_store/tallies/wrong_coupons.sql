-- Orders and baskets whose discount is not what coupons gave for them.
WITH given AS (
    SELECT order_ref, sum(discount_fen) AS fen, sum(CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END) AS live,
           sum(CASE WHEN ended_at IS NULL THEN discount_fen - back_fen - shipping_fen ELSE 0 END) AS live_fen
    FROM coupon_redemption
    GROUP BY order_ref
)
SELECT 'order ' || o.number || ' has a discount of ' || o.discount_fen || ' fen, coupons gave '
       || coalesce(g.fen, 0) AS difference
FROM official_order AS o
LEFT JOIN given AS g ON g.order_ref = 'official_store:' || o.number
WHERE o.paid_at IS NOT NULL AND o.discount_fen <> coalesce(g.fen, 0)
UNION ALL
SELECT 'order ' || o.number || ' is ' || o.state || ' and still uses a coupon'
FROM official_order AS o
JOIN given AS g ON g.order_ref = 'official_store:' || o.number
WHERE (o.state IN ('created', 'cancelled', 'expired') AND g.live > 0) OR (o.state = 'refunded' AND g.live_fen > 0)
UNION ALL
SELECT 'order ' || o.number || ' is ' || o.state || ' and still holds a coupon'
FROM coupon AS c
JOIN official_order AS o ON c.locked_order = 'official_store:' || o.number
WHERE c.state = 'locked' AND o.state <> 'created'
UNION ALL
SELECT 'basket ' || b.number || ' has a discount of ' || b.discount_fen || ' fen, coupons gave '
       || coalesce(g.fen, 0)
FROM basket AS b
LEFT JOIN given AS g ON g.order_ref = 'scan_and_go:' || b.number
WHERE b.discount_fen <> coalesce(g.fen, 0)
UNION ALL
SELECT 'redemption ' || r.id || ' has other amounts than order ' || o.number
FROM coupon_redemption AS r
JOIN official_order AS o ON r.order_ref = 'official_store:' || o.number
WHERE o.paid_at IS NOT NULL AND (r.initial_fen <> o.initial_fen OR r.payable_fen <> o.payable_fen)
UNION ALL
SELECT 'redemption ' || r.id || ' has other amounts than basket ' || b.number
FROM coupon_redemption AS r
JOIN basket AS b ON r.order_ref = 'scan_and_go:' || b.number
WHERE b.paid_at IS NOT NULL AND (r.initial_fen <> b.initial_fen OR r.payable_fen <> b.payable_fen)
