-- First and last business day with facts by store; a refund is one, though nothing else happened that day.
SELECT s.code, min(d.day) AS first, max(d.day) AS last
FROM (SELECT store, day FROM store_day UNION ALL SELECT store, day FROM store_refund) d
JOIN store s ON s.id = d.store
GROUP BY s.code
