-- Pieces sold in a period by article and location: the official store's orders at the store that serves them (else
-- web), the tills' in their own store. Only articles of the catalogue.
SELECT l.item AS product, coalesce(s.code, 'web') AS location, sum(l.quantity) AS sold, max(p.day) AS last_sale
FROM purchase p
JOIN purchase_line l ON l.purchase = p.id
LEFT JOIN order_place d ON d.purchase = p.id
LEFT JOIN store s ON s.id = (CASE WHEN p.channel = 'official_store' THEN d.store ELSE p.store END)
WHERE p.state = 'paid' AND p.day >= :first AND p.day < :to AND l.quantity > 0
  AND l.item IN (SELECT code FROM product)
GROUP BY 1, 2
