-- Uses that stand, by stock: to compare with the coupon report.
SELECT s.code AS stock, count(*) AS uses
FROM coupon_redemption AS r
JOIN coupon_stock AS s ON s.id = r.stock
WHERE r.ended_at IS NULL
GROUP BY s.code
