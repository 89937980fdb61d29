-- What the identifiers in :ids (JSON list) bought, line by line.
SELECT p.party, p.store, l.item, l.title, l.quantity, l.amount_fen
FROM ints(:ids) AS j
JOIN purchase AS p ON p.party = j.value
JOIN purchase_line AS l ON l.purchase = p.id
WHERE p.state = 'paid' AND p.day <= :today AND l.quantity > 0
