-- First and last business day with facts by store.
SELECT s.code, min(d.day) AS first, max(d.day) AS last
FROM store_day d JOIN store s ON s.id = d.store
GROUP BY s.code
