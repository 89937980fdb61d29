-- Figures behind both rates by store and day; both ends of the period half open.
SELECT s.code AS store, d.day, d.open_seconds, d.valid_seconds, d.traffic, d.visits, d.visits_all,
  d.sales, d.sales_known, d.paid_fen
FROM store_day d JOIN store s ON s.id = d.store
WHERE d.day >= :from AND d.day < :to
ORDER BY s.code, d.day
