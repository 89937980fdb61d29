-- Lines of the latest :most purchases in store :store of the 30 days until business day :today.
SELECT l.purchase, l.item, l.title, l.quantity, l.amount_fen
FROM (SELECT id FROM purchase WHERE store = :store AND day BETWEEN :today - 30 AND :today AND state = 'paid'
      ORDER BY day DESC, id LIMIT :most) AS p
JOIN purchase_line AS l ON l.purchase = p.id
WHERE l.quantity > 0
ORDER BY l.purchase, l.position
