-- The first and the last business day of purchases and refunds, NULL where there are none.
SELECT min(day) AS first, max(day) AS last FROM (SELECT day FROM purchase UNION SELECT day FROM refund) AS each
