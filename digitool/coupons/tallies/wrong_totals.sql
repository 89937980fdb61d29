-- Stocks whose counter is not the number of their coupons, or that gave out more than their total.
SELECT 'stock ' || s.code || ' counts ' || s.issued || ' issued of ' || s.total
       || ', there are ' || count(c.id) AS difference
FROM coupon_stock AS s
LEFT JOIN coupon AS c ON c.stock = s.id
GROUP BY s.id, s.code, s.issued, s.total
HAVING s.issued <> count(c.id) OR count(c.id) > s.total
