-- Coupons whose state does not fit their uses, their lock or their owner.
WITH live AS (
    SELECT coupon, count(*) AS uses FROM coupon_redemption WHERE ended_at IS NULL GROUP BY coupon
)
SELECT 'coupon ' || c.id || ' is ' || c.state || ' with ' || coalesce(l.uses, 0) || ' uses' AS difference
FROM coupon AS c
LEFT JOIN live AS l ON l.coupon = c.id
WHERE coalesce(l.uses, 0) <> CASE WHEN c.state = 'redeemed' THEN 1 ELSE 0 END
UNION ALL
SELECT 'coupon ' || id || ' is ' || state || ' but its lock says otherwise'
FROM coupon
WHERE (state = 'locked') <> (locked_order <> '') OR (state = 'locked') <> (held_day IS NOT NULL)
UNION ALL
SELECT 'coupon ' || id || ' has an owner and was never received'
FROM coupon
WHERE owner IS NOT NULL AND received_at IS NULL
UNION ALL
SELECT 'coupon ' || id || ' is received without a time of receipt'
FROM coupon
WHERE state IN ('received', 'redeemed') AND received_at IS NULL
UNION ALL
SELECT 'coupon ' || id || ' was received and is issued again'
FROM coupon
WHERE state = 'issued' AND received_at IS NOT NULL
