-- The lines of the purchases in :ids (JSON list), with the category of the official store's catalogue.
SELECT l.purchase, l.item, coalesce(d.category, ''), l.amount_fen
FROM ints(:ids) j
/*+ then */ JOIN purchase_line l ON l.purchase = j.value
LEFT JOIN product d ON d.code = l.item
ORDER BY l.purchase, l.position
