-- The first day on which each product had goods at each location.
SELECT p.code AS product, m.location, min(m.day) AS since
FROM stock_movement m JOIN product p ON p.id = m.product
WHERE m.on_hand > 0
GROUP BY p.code, m.location
