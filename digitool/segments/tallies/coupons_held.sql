-- By person, coupons of the stocks that are neither used nor over, and the last instant of the first to end.
SELECT i.person, count(*) AS coupons, min(c.valid_to) - 1 AS ends_at
FROM coupon c
JOIN identifier i ON i.id = c.owner
WHERE c.state IN ('issued', 'received', 'locked') AND c.issued_at <= :at AND c.valid_to > :at
  AND (:stocks IS NULL OR c.stock IN (
    SELECT s.id FROM coupon_stock s WHERE s.code IN texts(:stocks)))
GROUP BY i.person
