-- By person, coupons of the stocks received in the window.
SELECT i.person, count(*) AS coupons
FROM coupon c
JOIN identifier i ON i.id = c.owner
WHERE c.received_at >= :since AND c.received_at <= :at
  AND (:stocks IS NULL OR c.stock IN (
    SELECT s.id FROM coupon_stock s WHERE s.code IN texts(:stocks)))
GROUP BY i.person
