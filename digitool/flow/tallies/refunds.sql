-- What was given back by store and day; both ends of the period half open.
SELECT s.code AS store, b.day, b.back_fen, b.lone, b.lone_fen
FROM store_refund b JOIN store s ON s.id = b.store
WHERE b.day >= :first AND b.day < :to
ORDER BY s.code, b.day
