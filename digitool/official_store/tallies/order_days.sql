-- First and last business day with a paid order of the official store.
SELECT min(day) AS first, max(day) AS last
FROM purchase
WHERE store = 0 AND channel = 'official_store' AND state = 'paid'
