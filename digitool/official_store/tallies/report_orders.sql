-- Paid orders of the official store of a period, without those of staff; they are in store 0, which the index knows.
-- served is the store that serves the order, 0 for none.
SELECT p.id, p.at, p.day, p.amount_fen, i.person, coalesce(d.store, 0) AS served, coalesce(d.region, '') AS region,
  (SELECT count(*) FROM purchase_line l WHERE l.purchase = p.id) AS lines
FROM purchase p
LEFT JOIN identifier i ON i.id = p.party
LEFT JOIN order_place d ON d.purchase = p.id
WHERE p.store = 0 AND p.day >= :first AND p.day < :to AND p.channel = 'official_store' AND p.state = 'paid'
  AND (i.person IS NULL OR i.person NOT IN (SELECT person FROM staff_person))
