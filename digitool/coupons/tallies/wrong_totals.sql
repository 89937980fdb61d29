-- Stocks whose counter is not the number of their coupons, that gave out more than their total, or whose total
-- is not what operations gave them.
WITH resized AS MATERIALIZED (
    SELECT text_in(params, 'stock') AS stock, int_in(params, 'total') AS total,
           row_number() OVER (PARTITION BY text_in(params, 'stock') ORDER BY seq DESC) AS latest
    FROM operation
    WHERE kind = 'coupon.resize'
)
SELECT 'stock ' || s.code || ' counts ' || s.issued || ' issued of ' || s.total
       || ', there are ' || count(c.id) AS difference
FROM coupon_stock AS s
LEFT JOIN coupon AS c ON c.stock = s.id
GROUP BY s.id, s.code, s.issued, s.total
HAVING s.issued <> count(c.id) OR count(c.id) > s.total
UNION ALL
SELECT 'stock ' || s.code || ' has a total of ' || s.total || ', it was given one of '
       || coalesce(r.total, int_in(s.terms, 'total'))
FROM coupon_stock AS s
LEFT JOIN resized AS r ON r.stock = s.code AND r.latest = 1
WHERE s.total <> coalesce(r.total, int_in(s.terms, 'total'))
