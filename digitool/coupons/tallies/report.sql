-- Coupons of each stock by what became of them at :at (UTC ms); issued >= received >= redeemed.
-- :stock is a stock's code, or empty for all.
WITH piece AS (
    SELECT c.stock,
           CASE WHEN c.received_at IS NOT NULL THEN 1 ELSE 0 END AS received,
           CASE WHEN c.state = 'redeemed' THEN 1 ELSE 0 END AS redeemed,
           CASE WHEN c.state = 'void' THEN 1 ELSE 0 END AS void,
           CASE WHEN c.state = 'locked' AND c.locked_until > :at THEN 1 ELSE 0 END AS locked,
           CASE WHEN c.state = 'expired'
                  OR (c.state IN ('issued', 'received') AND c.valid_to <= :at)
                  OR (c.state = 'locked' AND c.locked_until <= :at AND c.valid_to <= :at)
                THEN 1 ELSE 0 END AS expired
    FROM coupon AS c
    JOIN coupon_stock AS s ON s.id = c.stock
    WHERE :stock = '' OR s.code = :stock
),
pieces AS (
    SELECT stock, count(*) AS issued, sum(received) AS received, sum(redeemed) AS redeemed,
           sum(void) AS void, sum(locked) AS locked, sum(expired) AS expired
    FROM piece
    GROUP BY stock
),
used AS (
    SELECT stock, sum(discount_fen - back_fen) AS discount_fen
    FROM coupon_redemption
    WHERE ended_at IS NULL
    GROUP BY stock
)
SELECT s.code AS stock, s.state, s.total, coalesce(p.issued, 0) AS issued,
       coalesce(p.received, 0) AS received, coalesce(p.redeemed, 0) AS redeemed,
       coalesce(p.locked, 0) AS locked, coalesce(p.expired, 0) AS expired, coalesce(p.void, 0) AS void,
       coalesce(u.discount_fen, 0) AS discount_fen
FROM coupon_stock AS s
LEFT JOIN pieces AS p ON p.stock = s.id
LEFT JOIN used AS u ON u.stock = s.id
WHERE :stock = '' OR s.code = :stock
ORDER BY s.code
