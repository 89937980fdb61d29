-- Stock by product and location as the clock sees it at :at (UTC ms): what overdue orders hold is free.
-- :product is an item code and :location a location, both empty for all.
WITH overdue AS (
    SELECT o.location, l.product, sum(l.quantity) AS pieces
    FROM official_order AS o
    JOIN official_order_line AS l ON l.official_order = o.id
    WHERE o.state = 'created' AND o.pay_by <= :at
    GROUP BY o.location, l.product
)
SELECT p.code AS product, p.title, s.location, s.on_hand,
       s.reserved - coalesce(d.pieces, 0) AS reserved,
       s.on_hand - s.reserved + coalesce(d.pieces, 0) AS available
FROM stock_level AS s
JOIN product AS p ON p.id = s.product
LEFT JOIN overdue AS d ON d.product = s.product AND d.location = s.location
WHERE (:product = '' OR p.code = :product) AND (:location = '' OR s.location = :location)
ORDER BY p.code, s.location
