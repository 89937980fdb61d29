-- The newest :most movements, of one product or location where these are not empty.
SELECT m.at, p.code AS product, m.location, m.kind, m.on_hand, m.reserved, m.ref, m.operation
FROM stock_movement AS m
JOIN product AS p ON p.id = m.product
WHERE (:product = '' OR p.code = :product) AND (:location = '' OR m.location = :location)
ORDER BY m.id DESC
LIMIT :most
