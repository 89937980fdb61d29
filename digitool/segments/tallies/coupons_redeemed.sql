-- By person, uses in the window of coupons of the stocks that were not taken back.
SELECT i.person, count(*) AS coupons
FROM coupon_redemption u
JOIN coupon c ON c.id = u.coupon
JOIN identifier i ON i.id = coalesce(u.identifier, c.owner)
WHERE u.ended_at IS NULL AND u.at >= :since AND u.at <= :at
  AND (:stocks IS NULL OR c.stock IN (
    SELECT s.id FROM coupon_stock s WHERE s.code IN texts(:stocks)))
GROUP BY i.person
